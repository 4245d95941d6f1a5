using System.Collections.Concurrent;
using Memformer.Learn.Training.Runs;

namespace Memformer.Cli.Processes;

/// <summary>Trains on this machine.</summary>
/// <param name="process">Trains one network.</param>
/// <param name="jobs">How many at the same time.</param>
internal sealed class LocalExecutor(TrainingProcess process, int jobs) : ITrainingExecutor
{
    /// <inheritdoc/>
    public IReadOnlyList<TrainingFailure> Train(
        IReadOnlyList<PendingRun> runs,
        IProgress<TrainingsProgress>? progress,
        CancellationToken cancellation
    )
    {
        ConcurrentDictionary<PendingRun, string> failures = new();
        StepCount count = new(runs, progress);
        // Networks differ much in the time they take: each worker takes the next one when it is free.
        Parallel.ForEach(
            Partitioner.Create(runs, EnumerablePartitionerOptions.NoBuffering),
            new ParallelOptions { MaxDegreeOfParallelism = jobs },
            (run, loop) =>
            {
                try
                {
                    process.Train(run.Folder, count.Of(run), cancellation);
                }
                catch (TrainingProcessException failure)
                {
                    failures[run] = failure.Message;
                }
                catch (OperationCanceledException)
                {
                    loop.Stop();
                    return;
                }

                count.Finish(run);
            }
        );
        cancellation.ThrowIfCancellationRequested();
        return [.. runs.Where(failures.ContainsKey).Select(run => new TrainingFailure(run, failures[run]))];
    }

    /// <summary>Adds up the steps of all networks.</summary>
    private sealed class StepCount(IReadOnlyList<PendingRun> runs, IProgress<TrainingsProgress>? progress)
    {
        private readonly double _steps = runs.Sum(run => (double)run.Steps);
        private readonly ConcurrentDictionary<PendingRun, double> _done = new();
        private int _finished;

        public IProgress<TrainingProgress> Of(PendingRun run) => new Listener(this, run);

        public void Finish(PendingRun run)
        {
            Interlocked.Increment(ref _finished);
            Report(run, run.Steps);
        }

        private void Report(PendingRun run, double steps)
        {
            _done[run] = steps;
            progress?.Report(new TrainingsProgress(_finished, runs.Count, _done.Values.Sum() / _steps, run.Name));
        }

        private sealed class Listener(StepCount count, PendingRun run) : IProgress<TrainingProgress>
        {
            public void Report(TrainingProgress value) => count.Report(run, value.Step);
        }
    }
}
