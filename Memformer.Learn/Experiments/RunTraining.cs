using Memformer.Learn.Training.Runs;

namespace Memformer.Learn.Experiments;

/// <summary>
/// Trains the run in a folder to its end, whether it is new or was begun. Several are under way at the same time, and
/// trainings in one process share libtorch: each is best given a process of its own, as <c>memformer reproduce</c> does.
/// </summary>
/// <param name="folder">The run.</param>
/// <param name="progress">Told where it stands; null to be told nothing.</param>
/// <param name="cancellation">Saves the run's state and throws.</param>
public delegate void RunTraining(
    RunFolder folder,
    IProgress<TrainingProgress>? progress,
    CancellationToken cancellation
);
