using Memformer.Learn.Training.Plans;
using Memformer.Learn.Training.Runs;

namespace Memformer.Learn.Experiments;

/// <summary>One network to train: a kind, a depth, a seed. Figures that need the same network share its run.</summary>
/// <param name="Network">The network.</param>
/// <param name="Layers">L.</param>
/// <param name="Seed">The seed.</param>
public sealed record TrainingJob(TrainedNetwork Network, int Layers, ulong Seed)
{
    /// <summary>The name of the run's folder.</summary>
    public string Name => $"{Network.Slug}-L{Layers}-seed{Seed}";

    /// <summary>The run's folder with its plan in it, new or begun.</summary>
    /// <param name="root">The folder of all runs.</param>
    /// <param name="scale">How much work.</param>
    public RunFolder FolderIn(string root, ExperimentScale scale)
    {
        TrainingPlan plan = PlanAt(scale);
        string path = Path.Combine(root, scale.Name, Name);
        return File.Exists(RunFolder.ConfigOf(path)) ? RunFolder.Open(path, plan) : RunFolder.Create(path, plan);
    }

    /// <summary>The run's plan.</summary>
    /// <param name="scale">How much work.</param>
    public TrainingPlan PlanAt(ExperimentScale scale)
    {
        ArgumentNullException.ThrowIfNull(scale);
        TrainingPlan plan = scale.PlanOf(Network, Layers);
        return plan with { Run = plan.Run with { Seeds = [Seed] } };
    }

    /// <summary>Trains; a finished run is read, one that was interrupted goes on.</summary>
    /// <param name="root">The folder of all runs.</param>
    /// <param name="scale">How much work.</param>
    /// <param name="train">Trains a run.</param>
    /// <param name="progress">Told after every step; null to be told nothing.</param>
    /// <param name="cancellation">Saves the run's state and throws.</param>
    public TrainedRun Run(
        string root,
        ExperimentScale scale,
        RunTraining train,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(train);
        RunFolder folder = FolderIn(root, scale);
        if (!File.Exists(folder.Summary))
        {
            train(folder, progress, cancellation);
        }

        double fitted = MetricsLine.ReadAll(folder.Metrics)[^1].TrainingLoss;
        RunSummary summary = RunSummary.Read(folder.Summary);
        return new TrainedRun(this, folder.Model, summary.Evaluation, fitted, summary.ExactMean);
    }
}

/// <summary>A finished run.</summary>
/// <param name="Job">What was asked for.</param>
/// <param name="Model">The trained network's file.</param>
/// <param name="Evaluation">What it loses on fresh prompts.</param>
/// <param name="FittedLoss">The mean training loss since the evaluation before the last.</param>
/// <param name="ExactMean">The exact mean loss of its residual polynomial (<see cref="RunSummary.ExactMean"/>).</param>
public sealed record TrainedRun(
    TrainingJob Job,
    string Model,
    Evaluation Evaluation,
    double FittedLoss,
    double? ExactMean
)
{
    /// <summary>One of the run's numbers, with its standard error where it is a mean over fresh prompts.</summary>
    public (double Loss, double? StandardError) Statistic(LossStatistic statistic) =>
        statistic switch
        {
            LossStatistic.Median => (Evaluation.Median, null),
            LossStatistic.Fitted => (FittedLoss, null),
            LossStatistic.ExactMean when ExactMean is { } exact => (exact, null),
            _ => (Evaluation.Loss, Evaluation.StandardError),
        };
}
