using Memformer.Learn.Estimates;
using Memformer.Learn.Problems;
using Memformer.Learn.Solvers;

namespace Memformer.Learn.Auditing.Function;

/// <summary>The losses of the classical methods with the best constants for a law and a depth.</summary>
internal static class BaselineReader
{
    /// <summary>The comparison has errors of its own, far below the differences between the methods.</summary>
    private const int MostPrompts = 4000;

    /// <summary>The best constants of so many steps take a second; of twice as many a minute.</summary>
    private const int MostTuned = 16;

    /// <summary>Runs the methods on prompts of the law.</summary>
    public static BaselineLosses Read(DataLaw law, int context, int layers, int prompts, ulong seed)
    {
        FreshPrompts fresh = new(law, context, Math.Clamp(prompts, 2, MostPrompts), seed);
        MeanEstimate[] Losses(IReadOnlyList<Solver> solvers) =>
            [.. fresh.Measure(solvers, layers).Select(outcomes => outcomes.Loss)];
        if (layers > MostTuned)
        {
            return new BaselineLosses(null, null, null, Losses([new ConjugateGradients()])[0]);
        }

        MeanEstimate[] losses = Losses(TunedSolvers.For(law, context, layers).All);
        return new BaselineLosses(losses[0], losses[1], losses[2], losses[3]);
    }
}
