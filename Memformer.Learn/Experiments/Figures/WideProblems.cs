using Memformer.Learn.Models;
using Memformer.Learn.Training.Plans;
using static Memformer.Learn.Experiments.Figures.PaperProblems;

namespace Memformer.Learn.Experiments.Figures;

/// <summary>Ten dimensions and forty examples.</summary>
internal static class WideProblems
{
    private const string Lfom = "memory of all registers";

    private static readonly RegressionProblem Problem = new(
        10,
        40,
        new DataPlan { Spectrum = [1, 1, 1, 1, 1, 1, 0.25, 0.25, 0.0625, 0.0625], Rotation = 1 }
    );

    public static Experiment Experiment { get; } =
        new()
        {
            Name = "wide",
            Title = "Ten dimensions and 40 examples, non-isotropic data",
            Claim =
                "With d = 10 and 40 examples the Transformer with a memory of all registers outperforms conjugate gradients.",
            Curves =
            [
                new NetworkCurve(Lfom, Network("lfom-free-d10", Problem, NetworkArchitecture.Lfom)),
                ConjugateGradientsOn(Problem),
                WhitenedConjugateGradientsOn(Problem),
                OptimumOn(Problem),
            ],
            Judge = found => Judgement.Beats(found, Lfom, [Cg], KnowledgeOfCovariance(found, Lfom)),
        };
}
