using Memformer.Learn.Baselines;
using Memformer.Learn.Models;
using static Memformer.Learn.Experiments.Figures.PaperProblems;
using static Memformer.Learn.Experiments.Measurements;

namespace Memformer.Learn.Experiments.Figures;

/// <summary>The memory of all registers against momentum methods whose constants are tuned.</summary>
internal static class MomentumMethods
{
    private const string Lfom = "memory of all registers";
    private const string Momentum = "heavy ball, best constants";
    private const string Nesterov = "Nesterov, best constants";

    public static Experiment Experiment { get; } =
        new()
        {
            Name = "momentum",
            Title = "A memory of all registers against momentum methods, non-isotropic data",
            Claim = "A Transformer with a memory of all registers outperforms momentum and Nesterov's method.",
            Curves =
            [
                new NetworkCurve(Lfom, Network("lfom-free", NonIsotropic, NetworkArchitecture.Lfom)),
                new BaselineCurve(
                    Momentum,
                    NonIsotropic,
                    (law, context, layers) => TunedBaselines.For(law, context, layers).HeavyBall
                ),
                new BaselineCurve(
                    Nesterov,
                    NonIsotropic,
                    (law, context, layers) => TunedBaselines.For(law, context, layers).Nesterov
                ),
                ConjugateGradientsOn(NonIsotropic),
                OptimumOn(NonIsotropic),
            ],
            Judge = found =>
            {
                int deepest = found.Depths[^1];
                IReadOnlyList<int> wins =
                [
                    .. found.DepthsWithin(Lfom, Momentum, 1).Intersect(found.DepthsWithin(Lfom, Nesterov, 1)),
                ];
                return new Finding(
                    wins.Count == found.Depths.Count,
                    $"It beats both at {InWords(wins)}: at L = {deepest} it loses {found.Compare(Lfom, Momentum, deepest)} for "
                        + $"the heavy ball and {found.Compare(Lfom, Nesterov, deepest)} for Nesterov, each with the constants "
                        + "that are best for this depth and law, but without its knowledge of Σ."
                );
            },
        };
}
