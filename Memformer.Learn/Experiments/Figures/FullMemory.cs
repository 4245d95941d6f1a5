using Memformer.Learn.Models;
using static Memformer.Learn.Experiments.Figures.PaperProblems;
using static Memformer.Learn.Experiments.Measurements;

namespace Memformer.Learn.Experiments.Figures;

/// <summary>The memory of all registers (the paper's LFOM memory), where gradients are preconditioned and where not.</summary>
internal static class FullMemory
{
    private const string Lfom = "memory of all registers";
    private const string Plain = "no memory";

    public static Experiment OnNonIsotropicData { get; } =
        new()
        {
            Name = "lfom",
            Title = "A memory of all registers against conjugate gradients, non-isotropic data",
            Claim =
                "On non-isotropic data a Transformer with a memory of all registers outperforms conjugate gradients.",
            Curves =
            [
                new NetworkCurve(Lfom, Network("lfom-free", NonIsotropic, NetworkArchitecture.Lfom)),
                new NetworkCurve(Plain, Network("linear-free", NonIsotropic, NetworkArchitecture.Linear)),
                ConjugateGradientsOn(NonIsotropic),
                WhitenedConjugateGradientsOn(NonIsotropic),
                OptimumOn(NonIsotropic),
            ],
            Judge = found =>
            {
                int deepest = found.Depths[^1];
                IReadOnlyList<int> wins = found.DepthsWithin(Lfom, Cg, 1);
                return new Finding(
                    wins.Count == found.Depths.Count,
                    $"It beats conjugate gradients at {InWords(wins)}: at L = {deepest} it loses "
                        + $"{found.Compare(Lfom, Cg, deepest)}. Its preconditioners have learned Σ, which conjugate gradients "
                        + $"are not told: against those that know Σ it loses {found.Compare(Lfom, WhitenedCg, deepest)}. "
                        + $"It is at {Number(found.Ratio(Lfom, Optimum, deepest))} times the optimum."
                );
            },
        };

    public static Experiment OnIsotropicData { get; } =
        new()
        {
            Name = "lfom-isotropic",
            Title = "A memory of all registers against conjugate gradients, isotropic data",
            Claim = "On isotropic data a Transformer with a memory of all registers performs like conjugate gradients.",
            Curves =
            [
                new NetworkCurve(Lfom, Network("lfom-isotropic", Isotropic, NetworkArchitecture.Lfom)),
                new NetworkCurve(Plain, Network("linear-isotropic", Isotropic, NetworkArchitecture.Linear)),
                ConjugateGradientsOn(Isotropic),
                OptimumOn(Isotropic),
            ],
            Judge = found =>
            {
                int deepest = found.Depths[^1];
                IReadOnlyList<int> near = found.DepthsWithin(Lfom, Cg, 1.1);
                return new Finding(
                    near.Count == found.Depths.Count,
                    $"It is within 10 % of conjugate gradients at {InWords(near)}: at L = {deepest} it loses "
                        + $"{found.Compare(Lfom, Cg, deepest)}. It is at {Number(found.Ratio(Lfom, Optimum, deepest))} times "
                        + $"the optimum, so no such network is near conjugate gradients there; without memory it loses "
                        + $"{found.Compare(Plain, Optimum, deepest)} for the optimum."
                );
            },
        };
}
