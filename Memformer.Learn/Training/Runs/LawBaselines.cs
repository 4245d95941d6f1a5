using Memformer.Learn.Estimates;
using Memformer.Learn.Problems;
using Memformer.Learn.Solvers;
using Memformer.Learn.Training.Objectives;

namespace Memformer.Learn.Training.Runs;

/// <summary>The mean losses, σ² included, of what needs no training.</summary>
/// <param name="Zero">Answering 0, exactly.</param>
/// <param name="ConjugateGradients">As many steps of conjugate gradients as the network has layers.</param>
/// <param name="ConjugateGradientsStandardError">Of the latter.</param>
public sealed record LawBaselines(double Zero, double ConjugateGradients, double ConjugateGradientsStandardError)
{
    private const int MostPrompts = 20_000;
    private const int FewestPrompts = 200;

    /// <summary>Multiply-adds that the comparison may cost, about a second.</summary>
    private const long MostWork = 1L << 30;

    /// <summary>Measures them on a law.</summary>
    /// <param name="objective">The law and the context length.</param>
    /// <param name="seed">The seed of the prompts.</param>
    /// <param name="layers">L.</param>
    public static LawBaselines On(Objective objective, ulong seed, int layers)
    {
        ArgumentNullException.ThrowIfNull(objective);
        DataLaw law = objective.Law;
        int d = law.Dimension;
        long work = (long)d * d * (objective.Context + layers);
        int prompts = (int)Math.Clamp(MostWork / work, FewestPrompts, MostPrompts);
        MeanEstimate loss = new FreshPrompts(law, objective.Context, prompts, seed)
            .Measure([new ConjugateGradients()], layers)[0]
            .Loss;
        double floor = law.Noise * law.Noise;
        return new LawBaselines(law.AnswerPower + floor, loss.Mean + floor, loss.StandardError);
    }
}
