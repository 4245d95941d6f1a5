using Memformer.Learn.Models;
using Memformer.Learn.Training.Plans;
using static Memformer.Learn.Experiments.Figures.PaperProblems;
using static Memformer.Learn.Experiments.Measurements;

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
            Judge = found =>
            {
                int deepest = found.Depths[^1];
                IReadOnlyList<int> wins = found.DepthsWithin(Lfom, Cg, 1);
                return new Finding(
                    wins.Count == found.Depths.Count,
                    $"It beats conjugate gradients at {InWords(wins)}: at L = {deepest} it loses "
                        + $"{found.Compare(Lfom, Cg, deepest)}, and {found.Compare(Lfom, WhitenedCg, deepest)} for those that "
                        + $"know Σ; it is at {Number(found.Ratio(Lfom, Optimum, deepest))} times the optimum."
                );
            },
        };
}
