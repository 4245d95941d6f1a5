namespace Memformer.Learn.Training.Runs;

/// <summary>Where a run stands.</summary>
/// <param name="Seed">The run's seed.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps at most.</param>
/// <param name="Loss">The latest loss: of fresh prompts after an evaluation, else of the last batch.</param>
/// <param name="Distance">How far the latest evaluation was above the optimum, as a share of it; null where not known.</param>
/// <param name="IsEvaluated">Whether the loss is that of an evaluation.</param>
public sealed record TrainingProgress(
    ulong Seed,
    long Step,
    long Steps,
    double Loss,
    double? Distance,
    bool IsEvaluated = false
);
