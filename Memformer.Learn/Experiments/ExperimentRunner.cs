using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Memformer.Learn.Training.Runs;

namespace Memformer.Learn.Experiments;

/// <summary>Runs experiments: trains what their curves need, several networks side by side, and measures.</summary>
/// <param name="scale">How much work.</param>
/// <param name="folder">Where the runs are kept; running again goes on from there.</param>
/// <param name="workers">Networks trained at the same time, one thread each.</param>
/// <param name="train">Trains one of them.</param>
public sealed class ExperimentRunner(ExperimentScale scale, string folder, int workers, RunTraining train)
{
    /// <summary>Runs.</summary>
    /// <param name="experiments">The experiments.</param>
    /// <param name="progress">Told about the whole; null to be told nothing.</param>
    /// <param name="cancellation">Saves the states of the runs under way and throws.</param>
    public IReadOnlyList<ExperimentResult> Run(
        IReadOnlyList<Experiment> experiments,
        IProgress<TrainingsProgress>? progress,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(experiments);
        IReadOnlyList<TrainingJob> jobs = JobsOf(experiments, scale);
        StepCount count = new(jobs, progress);
        IReadOnlyDictionary<string, TrainedRun> runs = Train(jobs, count, cancellation);
        ParallelOptions options = new() { MaxDegreeOfParallelism = workers, CancellationToken = cancellation };
        CurveReader reader = new(scale, runs, options);
        return
        [
            .. experiments.Select(experiment =>
            {
                count.Measuring(experiment);
                Measurements found = reader.Measure(experiment);
                return new ExperimentResult(experiment, scale, found, experiment.Judge(found));
            }),
        ];
    }

    /// <summary>Trains all. The first that fails stops the others, whose states are saved, and is the one to be told of.</summary>
    private ConcurrentDictionary<string, TrainedRun> Train(
        IReadOnlyList<TrainingJob> jobs,
        StepCount count,
        CancellationToken cancellation
    )
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        ConcurrentDictionary<string, TrainedRun> runs = new();
        ExceptionDispatchInfo? failure = null;
        void Work(TrainingJob job)
        {
            try
            {
                runs[job.Name] = job.Run(folder, scale, train, count.Of(job), stop.Token);
                count.Finish(job);
            }
            catch (Exception reason)
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(reason), null);
                stop.Cancel();
            }
        }

        // Jobs differ much in length: each worker takes the next one when it is free.
        Parallel.ForEach(
            Partitioner.Create(jobs, EnumerablePartitionerOptions.NoBuffering),
            new ParallelOptions { MaxDegreeOfParallelism = workers },
            (job, loop) =>
            {
                if (stop.IsCancellationRequested)
                {
                    loop.Stop();
                }
                else
                {
                    Work(job);
                }
            }
        );
        failure?.Throw();
        cancellation.ThrowIfCancellationRequested();
        return runs;
    }

    /// <summary>The networks that experiments need, the deepest first; those that several need once.</summary>
    /// <param name="experiments">The experiments.</param>
    /// <param name="scale">How much work.</param>
    public static IReadOnlyList<TrainingJob> JobsOf(IReadOnlyList<Experiment> experiments, ExperimentScale scale)
    {
        ArgumentNullException.ThrowIfNull(scale);
        IEnumerable<TrainingJob> jobs =
            from experiment in experiments
            from curve in experiment.Curves
            from network in curve.Networks
            from layers in experiment.Depths
            from seed in Enumerable.Range(0, scale.Seeds)
            select new TrainingJob(network, layers, (ulong)seed);
        return [.. jobs.DistinctBy(job => job.Name).OrderByDescending(job => job.Layers)];
    }

    /// <summary>Adds up the steps of all jobs.</summary>
    private sealed class StepCount(IReadOnlyList<TrainingJob> jobs, IProgress<TrainingsProgress>? progress)
    {
        private readonly ConcurrentDictionary<string, double> _shares = new();
        private int _finished;

        public IProgress<TrainingProgress> Of(TrainingJob job) => new Listener(this, job);

        public void Finish(TrainingJob job)
        {
            Interlocked.Increment(ref _finished);
            Report(job, 1);
        }

        public void Measuring(Experiment experiment) => Report($"numbers of {experiment.Name}");

        private void Report(TrainingJob job, double share)
        {
            _shares[job.Name] = share;
            Report(job.Name);
        }

        private void Report(string latest) =>
            progress?.Report(
                new TrainingsProgress(
                    _finished,
                    jobs.Count,
                    jobs.Count == 0 ? 1 : _shares.Values.Sum() / jobs.Count,
                    latest
                )
            );

        private sealed class Listener(StepCount count, TrainingJob job) : IProgress<TrainingProgress>
        {
            public void Report(TrainingProgress value) => count.Report(job, (double)value.Step / value.Steps);
        }
    }
}

/// <summary>An experiment's outcome.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Scale">How much work it was given.</param>
/// <param name="Measurements">The numbers.</param>
/// <param name="Finding">What they say about the claim.</param>
public sealed record ExperimentResult(
    Experiment Experiment,
    ExperimentScale Scale,
    Measurements Measurements,
    Finding Finding
);
