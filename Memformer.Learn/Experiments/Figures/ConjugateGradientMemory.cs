using Memformer.Learn.Models;
using static Memformer.Learn.Experiments.Figures.PaperProblems;
using static Memformer.Learn.Experiments.Measurements;

namespace Memformer.Learn.Experiments.Figures;

/// <summary>The memory of one register (the paper's CGD memory), with and without preconditioner.</summary>
internal static class ConjugateGradientMemory
{
    private const string Free = "memory, free preconditioner";
    private const string Scalar = "memory, multiples of I";
    private const string ScalarOptimum = "exact optimum of multiples of I";

    public static Experiment Experiment { get; } =
        new()
        {
            Name = "cgd",
            Title = "A memory of one register against conjugate gradients, non-isotropic data",
            Claim =
                "A Transformer with a memory of one register, trained without preconditioner, performs like conjugate "
                + "gradients; with preconditioners it does better.",
            Curves =
            [
                new NetworkCurve(Free, Network("dynamic-free", NonIsotropic, NetworkArchitecture.Dynamic)),
                new NetworkCurve(
                    Scalar,
                    Network("dynamic-scalar", NonIsotropic, NetworkArchitecture.Dynamic, PreconditionerKind.Scalar)
                ),
                ConjugateGradientsOn(NonIsotropic),
                OptimumOn(NonIsotropic),
                new OptimumCurve(ScalarOptimum, NonIsotropic, NetworkFamily.MultiplesOfIdentity),
            ],
            Judge = Judge,
        };

    private static Finding Judge(Measurements found)
    {
        int deepest = found.Depths[^1];
        Finding alike = Judgement.IsLike(
            found,
            Scalar,
            Cg,
            $"It is {found.Above(Scalar, ScalarOptimum, deepest)}, {Number(found.Loss(ScalarOptimum, deepest))}, below which "
                + "no memory takes such networks.",
            "Without preconditioner it"
        );
        return new Finding(
            alike.Holds && found.Ratio(Free, Cg, deepest) < 1,
            $"{alike.Sentence} With free preconditioners it loses "
                + $"{found.Compare(Free, Cg, deepest)}, {found.Above(Free, Optimum, deepest)}: it has learned Σ."
        );
    }
}
