using Memformer.Learn.Estimates;
using Memformer.Learn.Problems;
using Memformer.Learn.Solvers;

namespace Memformer.Learn.Auditing.Function;

/// <summary>The losses of the classical methods with the best constants for a law and a depth.</summary>
internal static class BaselineReader
{
    /// <summary>The comparison has errors of its own, far below the differences between the methods.</summary>
    private const int MostPrompts = 4000;

    /// <summary>Runs the methods on prompts of the law.</summary>
    public static BaselineLosses Read(DataLaw law, int context, int layers, int prompts, ulong seed)
    {
        TunedBaselines tuned = TunedBaselines.For(law, context, layers);
        IReadOnlyList<BaselineResult> results = BaselineStudy.Run(
            law,
            context,
            layers,
            tuned.All,
            Math.Clamp(prompts, 2, MostPrompts),
            seed
        );
        return new BaselineLosses(results[0].Loss, results[1].Loss, results[2].Loss, results[3].Loss);
    }
}
