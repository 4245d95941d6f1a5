using Memformer.Learn.Models;
using static Memformer.Learn.Experiments.Figures.PaperProblems;
using static Memformer.Learn.Experiments.Measurements;

namespace Memformer.Learn.Experiments.Figures;

/// <summary>Nine and ten layers.</summary>
internal static class ManyLayers
{
    private const string Mean = "memory of all registers, mean";
    private const string Median = "memory of all registers, median";

    private static readonly TrainedNetwork Trained = Network("lfom-free", NonIsotropic, NetworkArchitecture.Lfom);

    public static Experiment Experiment { get; } =
        new()
        {
            Name = "deep",
            Title = "Nine and ten layers, non-isotropic data",
            Claim = "With 9 and 10 layers the Transformer with a memory of all registers keeps its lead.",
            Depths = [8, 9, 10],
            Curves =
            [
                new NetworkCurve(Mean, Trained),
                new NetworkCurve(Median, Trained, LossStatistic.Median),
                ConjugateGradientsOn(NonIsotropic),
                OptimumOn(NonIsotropic),
            ],
            Judge = found =>
                Judgement.Beats(
                    found,
                    Mean,
                    [Cg],
                    "In five dimensions conjugate gradients have solved every prompt after five steps, and no fixed "
                        + $"coefficients can: the exact optimum is {Number(found.Loss(Optimum, 10))}. The network is "
                        + $"{found.Above(Mean, Optimum, 10)}. {Judgement.Tail(found, Mean, Median)}"
                ),
        };
}
