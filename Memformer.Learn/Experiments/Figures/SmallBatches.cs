using Memformer.Learn.Models;
using Memformer.Learn.Training.Objectives;
using Memformer.Learn.Training.Plans;
using static Memformer.Learn.Experiments.Figures.PaperProblems;
using static Memformer.Learn.Experiments.Measurements;

namespace Memformer.Learn.Experiments.Figures;

/// <summary>Networks fitted to a handful of prompts, on those prompts and on fresh ones.</summary>
internal static class SmallBatches
{
    private static readonly int[] Sizes = [1, 10, 30];

    public static Experiment Experiment { get; } =
        new()
        {
            Name = "small-batches",
            Title = "Networks fitted to 1, 10 and 30 prompts",
            Claim = "Fitted to a small batch of prompts, the Transformer outperforms conjugate gradients.",
            Curves =
            [
                .. Sizes.Select(size => new NetworkCurve(Fitted(size), FittedTo(size), LossStatistic.Fitted)),
                .. Sizes.Select(size => new NetworkCurve(Fresh(size), FittedTo(size))),
                ConjugateGradientsOn(NonIsotropic),
                OptimumOn(NonIsotropic),
            ],
            Judge = found =>
            {
                int deepest = found.Depths[^1];
                bool onFresh = Sizes.All(size => found.Ratio(Fresh(size), Cg, deepest) < 1);
                string numbers = string.Join(
                    "; ",
                    Sizes.Select(size =>
                        $"{size}: {Number(found.Loss(Fitted(size), deepest))} on the fitted prompts and "
                        + $"{Number(found.Loss(Fresh(size), deepest))} on fresh ones"
                    )
                );
                return new Finding(
                    onFresh,
                    $"At L = {deepest}, by the number of prompts: {numbers}; conjugate gradients "
                        + $"{Number(found.Loss(Cg, deepest))}. What small batches show on their own prompts is fitting, "
                        + $"and it {(onFresh ? "carries over to" : "does not carry over to")} fresh prompts."
                );
            },
        };

    private static string Fitted(int size) => $"fitted to {size}, those prompts";

    private static string Fresh(int size) => $"fitted to {size}, fresh prompts";

    /// <summary>L-BFGS keeps one batch throughout, as a fit to given prompts must.</summary>
    private static TrainedNetwork FittedTo(int size) =>
        Network($"lfom-fitted-to-{size}", NonIsotropic, NetworkArchitecture.Lfom)
            .Trained(plan =>
                plan with
                {
                    Training = plan.Training with
                    {
                        Objective = ObjectiveKind.Tokens,
                        Optimizer = OptimizerKind.Lbfgs,
                        Batch = size,
                        Steps = 200,
                        Tolerance = 0,
                    },
                    // A fit may end after a few steps; its loss is the last line of the metrics.
                    Run = plan.Run with
                    {
                        EvaluateEvery = 1,
                        EvaluationPrompts = 256,
                    },
                }
            );
}
