using Memformer.Learn.Models;
using Memformer.Learn.Problems;
using Memformer.Learn.Solvers;
using static Memformer.Learn.Experiments.Figures.PaperProblems;

namespace Memformer.Learn.Experiments.Figures;

/// <summary>The memory of all registers against momentum methods whose constants are tuned.</summary>
internal static class MomentumMethods
{
    private const string Lfom = "memory of all registers";
    private const string Momentum = "the heavy ball";
    private const string Nesterov = "Nesterov's method";
    private const string WhitenedMomentum = "the heavy ball that knows Σ";

    public static Experiment Experiment { get; } =
        new()
        {
            Name = "momentum",
            Title = "A memory of all registers against momentum methods, non-isotropic data",
            Claim = "A Transformer with a memory of all registers outperforms momentum and Nesterov's method.",
            Curves =
            [
                new NetworkCurve(Lfom, Network("lfom-free", NonIsotropic, NetworkArchitecture.Lfom)),
                Tuned(Momentum, best => best.HeavyBall),
                Tuned(Nesterov, best => best.Nesterov),
                new BaselineCurve(
                    WhitenedMomentum,
                    NonIsotropic,
                    (law, context, layers) =>
                        new Whitened(
                            TunedSolvers.For(DataLaw.Isotropic(law.Dimension, law.Noise), context, layers).HeavyBall,
                            law.Covariance
                        )
                ),
                OptimumOn(NonIsotropic),
            ],
            Judge = found =>
                Judgement.Beats(
                    found,
                    Lfom,
                    [Momentum, Nesterov],
                    "Each has the constants that are best for this depth and law, but not what the network has learned of Σ: "
                        + $"against a heavy ball that knows it, it loses {found.Compare(Lfom, WhitenedMomentum, found.Depths[^1])}."
                ),
        };

    private static BaselineCurve Tuned(string name, Func<TunedSolvers, Solver> method) =>
        new(name, NonIsotropic, (law, context, layers) => method(TunedSolvers.For(law, context, layers)));
}
