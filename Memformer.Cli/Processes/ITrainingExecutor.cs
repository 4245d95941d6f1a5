using Memformer.Learn.Training.Runs;

namespace Memformer.Cli.Processes;

/// <summary>A network to train.</summary>
/// <param name="Name">What progress and failures call it.</param>
/// <param name="Folder">Its folder, with its plan in it.</param>
/// <param name="Steps">Steps at most, for the progress.</param>
internal sealed record PendingRun(string Name, RunFolder Folder, long Steps);

/// <summary>A network that was not trained to its end.</summary>
/// <param name="Run">The network.</param>
/// <param name="Reason">One line.</param>
internal sealed record TrainingFailure(PendingRun Run, string Reason);

/// <summary>Trains networks, each in a process of its own, here or elsewhere.</summary>
internal interface ITrainingExecutor
{
    /// <summary>Trains all; one that fails does not stop the others.</summary>
    /// <param name="runs">Networks that are not trained yet; one that was begun goes on.</param>
    /// <param name="progress">Told where the whole stands; null to be told nothing.</param>
    /// <param name="cancellation">Ends the wait, and the trainings where they run here, whose states are saved.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    IReadOnlyList<TrainingFailure> Train(
        IReadOnlyList<PendingRun> runs,
        IProgress<TrainingsProgress>? progress,
        CancellationToken cancellation
    );
}
