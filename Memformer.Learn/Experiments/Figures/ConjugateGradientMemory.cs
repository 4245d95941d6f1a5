using Memformer.Learn.Models;
using static Memformer.Learn.Experiments.Figures.PaperProblems;
using static Memformer.Learn.Experiments.Measurements;

namespace Memformer.Learn.Experiments.Figures;

/// <summary>The memory of one register (the paper's CGD memory), with and without preconditioner.</summary>
internal static class ConjugateGradientMemory
{
    private const string Free = "memory, free preconditioner";
    private const string Scalar = "memory, multiples of I";
    private const string Plain = "no memory, multiples of I";

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
                new NetworkCurve(
                    Plain,
                    Network("linear-scalar", NonIsotropic, NetworkArchitecture.Linear, PreconditionerKind.Scalar)
                ),
                ConjugateGradientsOn(NonIsotropic),
                OptimumOn(NonIsotropic),
            ],
            Judge = Judge,
        };

    private static Finding Judge(Measurements found)
    {
        int deepest = found.Depths[^1];
        bool likeCg = found.DepthsWithin(Scalar, Cg, 1.1).Count == found.Depths.Count;
        bool better = found.Ratio(Free, Cg, deepest) < 1;
        return new Finding(
            likeCg && better,
            $"Without preconditioner the memory loses {found.Compare(Scalar, Cg, deepest)} for conjugate gradients at "
                + $"L = {deepest} and {found.Compare(Scalar, Plain, deepest)} for no memory; within 10 % of conjugate "
                + $"gradients at {InWords(found.DepthsWithin(Scalar, Cg, 1.1))}. With free preconditioners it loses "
                + $"{found.Compare(Free, Cg, deepest)}, {Number(found.Ratio(Free, Optimum, deepest))} times the optimum."
        );
    }
}
