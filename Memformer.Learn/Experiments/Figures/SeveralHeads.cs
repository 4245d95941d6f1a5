using Memformer.Learn.Models;
using static Memformer.Learn.Experiments.Figures.PaperProblems;

namespace Memformer.Learn.Experiments.Figures;

/// <summary>One head and five, without and with preconditioners.</summary>
internal static class SeveralHeads
{
    private const string One = "1 head, multiples of I";
    private const string Five = "5 heads, multiples of I";
    private const string OneFree = "1 head, free preconditioners";
    private const string FiveFree = "5 heads, free preconditioners";

    /// <summary>Less than this of another's loss is an improvement.</summary>
    private const double Improvement = 0.99;

    public static Experiment Experiment { get; } =
        new()
        {
            Name = "heads",
            Title = "One head and five",
            Claim = "Several heads improve the test performance of a Transformer with memory.",
            Curves =
            [
                new NetworkCurve(One, Heads("lfom-scalar-1-head", 1, PreconditionerKind.Scalar)),
                new NetworkCurve(Five, Heads("lfom-scalar-5-heads", 5, PreconditionerKind.Scalar)),
                new NetworkCurve(OneFree, Network("lfom-free", NonIsotropic, NetworkArchitecture.Lfom)),
                new NetworkCurve(FiveFree, Heads("lfom-free-5-heads", 5, PreconditionerKind.Free)),
                ConjugateGradientsOn(NonIsotropic),
                OptimumOn(NonIsotropic),
            ],
            Judge = found =>
            {
                int deepest = found.Depths[^1];
                return new Finding(
                    found.Ratio(Five, One, deepest) < Improvement
                        || found.Ratio(FiveFree, OneFree, deepest) < Improvement,
                    $"At L = {deepest} five heads that are multiples of I lose {found.Compare(Five, One, deepest)} for one: "
                        + "their sum is one multiple of I. With free preconditioners five heads are "
                        + $"{found.Above(FiveFree, Optimum, deepest)} and one head is {found.Above(OneFree, Optimum, deepest)}, "
                        + "which no number of heads can pass."
                );
            },
        };

    private static TrainedNetwork Heads(string slug, int heads, PreconditionerKind preconditioner) =>
        Network(slug, NonIsotropic, NetworkArchitecture.Lfom, preconditioner)
            .Trained(plan => plan with { Network = plan.Network with { Heads = heads, GatesPerHead = heads > 1 } });
}
