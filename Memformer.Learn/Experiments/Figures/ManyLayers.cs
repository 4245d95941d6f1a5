using Memformer.Learn.Models;
using static Memformer.Learn.Experiments.Figures.PaperProblems;
using static Memformer.Learn.Experiments.Measurements;

namespace Memformer.Learn.Experiments.Figures;

/// <summary>Nine and ten layers.</summary>
internal static class ManyLayers
{
    private const string Lfom = "memory of all registers";

    public static Experiment Experiment { get; } =
        new()
        {
            Name = "deep",
            Title = "Nine and ten layers, non-isotropic data",
            Claim = "With 9 and 10 layers the Transformer with a memory of all registers keeps its lead.",
            Depths = [8, 9, 10],
            Curves =
            [
                new NetworkCurve(Lfom, Network("lfom-free", NonIsotropic, NetworkArchitecture.Lfom)),
                ConjugateGradientsOn(NonIsotropic),
                OptimumOn(NonIsotropic),
            ],
            Judge = found =>
            {
                IReadOnlyList<int> wins = found.DepthsWithin(Lfom, Cg, 1);
                return new Finding(
                    wins.Count == found.Depths.Count,
                    $"It beats conjugate gradients at {InWords(wins)}: at L = 10 it loses {found.Compare(Lfom, Cg, 10)}. In "
                        + "five dimensions conjugate gradients have solved every prompt after five steps, up to rounding, and "
                        + $"no fixed coefficients can; the network is at {Number(found.Ratio(Lfom, Optimum, 10))} times the optimum."
                );
            },
        };
}
