using Memformer.Learn.Models;
using static Memformer.Learn.Experiments.Figures.PaperProblems;
using static Memformer.Learn.Experiments.Measurements;

namespace Memformer.Learn.Experiments.Figures;

/// <summary>GD++: layers that also rewrite the covariates, with the memory of all registers.</summary>
internal static class GdPlusPlusMemory
{
    private const string Mean = "GD++ with memory, mean";
    private const string Median = "GD++ with memory, median";

    private static readonly TrainedNetwork Trained = new(
        "gdpp-lfom-isotropic",
        Isotropic,
        plan => plan with { Network = plan.Network with { Architecture = NetworkArchitecture.Lfom, FreeValues = true } }
    );

    public static Experiment Experiment { get; } =
        new()
        {
            Name = "gd++",
            Title = "GD++ with a memory of all registers against conjugate gradients",
            Claim = "With GD++ and a memory of all registers the Transformer outperforms conjugate gradients by far.",
            Depths = [1, 2, 3],
            Curves =
            [
                new NetworkCurve(Mean, Trained),
                new NetworkCurve(Median, Trained, LossStatistic.Median),
                ConjugateGradientsOn(Isotropic),
                OptimumOn(Isotropic),
            ],
            Judge = found =>
            {
                int deepest = found.Depths[^1];
                IReadOnlyList<int> wins = found.DepthsWithin(Mean, Cg, 1);
                return new Finding(
                    wins.Contains(2) && wins.Contains(deepest),
                    $"In the mean over fresh prompts it beats conjugate gradients at {InWords(wins)}: at L = 2 it loses "
                        + $"{found.Compare(Mean, Cg, 2)}, at L = {deepest} {found.Compare(Mean, Cg, deepest)}. Its median at "
                        + $"L = {deepest} is {Number(found.Loss(Median, deepest))}: rare prompts outside the spectrum it was made "
                        + $"for carry the mean. The optimum drawn is that of one gradient a layer, which GD++ may go below."
                );
            },
        };
}
