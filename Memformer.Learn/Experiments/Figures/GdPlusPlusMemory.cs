using Memformer.Learn.Models;
using static Memformer.Learn.Experiments.Figures.PaperProblems;
using static Memformer.Learn.Experiments.Measurements;

namespace Memformer.Learn.Experiments.Figures;

/// <summary>GD++: layers that also rewrite the covariates, with the memory of all registers.</summary>
internal static class GdPlusPlusMemory
{
    private const string Mean = "GD++ with memory, mean";
    private const string Median = "GD++ with memory, median";
    private const string GdPlusPlusOptimum = "best GD++ without memory";

    /// <summary>With the trainer's own search for a start, which such networks need.</summary>
    private static readonly TrainedNetwork Trained = Network("gdpp-lfom-isotropic", Isotropic, NetworkArchitecture.Lfom)
        .Trained(plan => plan with { Network = plan.Network with { FreeValues = true } });

    private const string ExactMean =
        "In the exact mean of its residual polynomial, whose tail no sample of prompts shows,";
    private const string MixedMean =
        "In the mean, exact where it is near a polynomial on Σ⁻¹ and else over fresh prompts without the rarest,";

    public static Experiment Experiment { get; } =
        new()
        {
            Name = "gd++",
            Title = "GD++ with a memory of all registers against conjugate gradients",
            Claim = "With GD++ and a memory of all registers the Transformer outperforms conjugate gradients by far.",
            Depths = [1, 2, 3],
            Curves =
            [
                new NetworkCurve(Mean, Trained, LossStatistic.ExactMean),
                new NetworkCurve(Median, Trained, LossStatistic.Median),
                ConjugateGradientsOn(Isotropic),
                new OptimumCurve(GdPlusPlusOptimum, Isotropic, NetworkFamily.GdPlusPlus),
                OptimumOn(Isotropic),
            ],
            Judge = found =>
            {
                int deepest = found.Depths[^1];
                IReadOnlyList<int> wins = found.DepthsWithin(Mean, Cg, 1);
                return new Finding(
                    wins.Contains(2) && wins.Contains(deepest),
                    $"{(IsExact(found) ? ExactMean : MixedMean)} it beats conjugate gradients at {InWords(wins)}: at L = 2 it loses "
                        + $"{found.Compare(Mean, Cg, 2)}, at L = {deepest} {found.Compare(Mean, Cg, deepest)}, "
                        + $"{found.Above(Mean, GdPlusPlusOptimum, deepest)} that was found. "
                        + $"{Judgement.Tail(found, Mean, Median)} At L = 1 there is nothing to rewrite, and from two layers "
                        + "on GD++ may go below the exact optimum of one gradient a layer."
                );
            },
        };

    private static bool IsExact(Measurements found) =>
        found.Values.Where(value => value.Curve == Mean).All(value => value.StandardError is null);
}
