using Memformer.Learn.Models;
using static Memformer.Learn.Experiments.Figures.PaperProblems;

namespace Memformer.Learn.Experiments.Figures;

/// <summary>Experts for three covariances, on prompts that do not say which of them they have.</summary>
internal static class MixtureOfExperts
{
    private const string Told = "the prompt's own expert";
    private const string BestFit = "the expert that fits the prompt";
    private const string Average = "the mean of the experts";

    private static readonly TrainedNetwork[] Experts =
    [
        .. new ulong[] { 1, 2, 3 }.Select(axes =>
            Network($"lfom-free-axes-{axes}", Rotated(axes), NetworkArchitecture.Lfom)
        ),
    ];

    public static Experiment Experiment { get; } =
        new()
        {
            Name = "mixture",
            Title = "Three experts for three covariances, chosen at test time",
            Claim =
                "A mixture of Transformers, each trained on a covariance of its own and weighted at test time, carries the "
                + "preconditioning over to prompts of any of the covariances (arXiv:2410.07263v3).",
            Curves =
            [
                new MixtureCurve(BestFit, Experts, ExpertRule.BestFit),
                new MixtureCurve(Average, Experts, ExpertRule.Average),
                new MixtureCurve(Told, Experts, ExpertRule.Told),
                ConjugateGradientsOn(NonIsotropic),
                OptimumOn(NonIsotropic),
            ],
            Judge = found =>
            {
                int deepest = found.Depths[^1];
                return new Finding(
                    found.Ratio(BestFit, Cg, deepest) < 1,
                    $"At L = {deepest} the expert that fits the prompt's examples best loses {found.Compare(BestFit, Cg, deepest)} "
                        + $"for conjugate gradients and {found.Compare(BestFit, Told, deepest)} for the prompt's own expert; the "
                        + $"mean of the three loses {found.Compare(Average, Cg, deepest)} for conjugate gradients."
                );
            },
        };
}
