using Memformer.Learn.Models;
using static Memformer.Learn.Experiments.Figures.PaperProblems;
using static Memformer.Learn.Experiments.Measurements;

namespace Memformer.Learn.Experiments.Figures;

/// <summary>One head and five, without and with preconditioners.</summary>
internal static class SeveralHeads
{
    private const string One = "1 head, multiples of I";
    private const string Five = "5 heads, multiples of I";
    private const string FiveFree = "5 heads, free preconditioners, own gates";

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
                new NetworkCurve(FiveFree, Heads("lfom-free-5-heads", 5, PreconditionerKind.Free)),
                ConjugateGradientsOn(NonIsotropic),
                OptimumOn(NonIsotropic),
            ],
            Judge = found =>
            {
                int deepest = found.Depths[^1];
                return new Finding(
                    found.Ratio(Five, One, deepest) < 0.99,
                    $"Five heads that are multiples of I lose {found.Compare(Five, One, deepest)} for one at L = {deepest}: "
                        + "their sum is one multiple of I. With free preconditioners and gates of their own, five heads are at "
                        + $"{Number(found.Ratio(FiveFree, Optimum, deepest))} times the optimum."
                );
            },
        };

    private static TrainedNetwork Heads(string slug, int heads, PreconditionerKind preconditioner) =>
        new(
            slug,
            NonIsotropic,
            plan =>
                plan with
                {
                    Network = plan.Network with
                    {
                        Architecture = NetworkArchitecture.Lfom,
                        Heads = heads,
                        Preconditioner = preconditioner,
                        GatesPerHead = heads > 1,
                    },
                }
        );
}
