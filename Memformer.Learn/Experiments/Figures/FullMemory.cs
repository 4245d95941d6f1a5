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
            Judge = found => Judgement.Beats(found, Lfom, [Cg], KnowledgeOfCovariance(found, Lfom)),
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
                return Judgement.IsLike(
                    found,
                    Lfom,
                    Cg,
                    $"It is {found.Above(Lfom, Optimum, deepest)}, and no network with one gradient a layer can come nearer: "
                        + $"the optimum is {Number(found.Ratio(Optimum, Cg, deepest))} times what conjugate gradients lose. "
                        + $"Without memory a network is {found.Above(Plain, Optimum, deepest)}."
                );
            },
        };
}
