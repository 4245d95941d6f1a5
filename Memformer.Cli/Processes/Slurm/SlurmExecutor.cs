using System.Globalization;
using Memformer.Learn.Files;
using Memformer.Learn.Sweeps;
using Memformer.Learn.Training.Runs;
using Memformer.Theory;

namespace Memformer.Cli.Processes.Slurm;

/// <summary>
/// Trains on a cluster: job arrays of Slurm over run folders on a shared file system. What stands where is told by the
/// queue and by the run folders; Slurm's accounting is not needed.
/// </summary>
/// <param name="program">The program that trains, with the arguments that start it.</param>
/// <param name="folder">Where the script, the list of runs, the jobs' numbers and the logs are kept; absolute.</param>
/// <param name="settings">What is asked for.</param>
/// <param name="say">Told one line now and then.</param>
internal sealed class SlurmExecutor(
    IReadOnlyList<string> program,
    string folder,
    SlurmSettings settings,
    Action<string> say
) : ITrainingExecutor
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);

    /// <summary>How squeue says that it knows no such job any more.</summary>
    private const string Forgotten = "Invalid job id specified";

    /// <summary>Arrays of a cluster that does not say how large they may be: Slurm's own default.</summary>
    private const int UsualArray = 1001;

    private string Script => Path.Combine(folder, "train.sh");

    private string Jobs => Path.Combine(folder, "jobs.txt");

    /// <summary>The array script.</summary>
    public string ScriptText => SlurmScript.Of(program, folder, settings);

    /// <inheritdoc/>
    public IReadOnlyList<TrainingFailure> Train(
        IReadOnlyList<PendingRun> runs,
        IProgress<TrainingsProgress>? progress,
        CancellationToken cancellation
    )
    {
        IReadOnlyList<string> queued =
            Queued(Submitted())
            ?? throw new MissingCapabilityException(
                $"squeue: the controller does not answer, and jobs of {folder} may still be queued; try again later"
            );
        IReadOnlyList<string> jobs = queued.Count > 0 ? Submitted() : Submit(runs);
        try
        {
            Follow(runs, jobs, progress, cancellation);
        }
        catch (OperationCanceledException)
        {
            say(
                $"memformer: the jobs {string.Join(", ", jobs)} go on; the same command follows them again, "
                    + $"scancel {string.Join(' ', jobs)} ends them"
            );
            throw;
        }

        return
        [
            .. runs.Where(run => !File.Exists(run.Folder.Summary))
                .Select(run => new TrainingFailure(run, ReasonOf(run))),
        ];
    }

    private List<string> Submit(IReadOnlyList<PendingRun> runs)
    {
        int most = LargestArray();
        AtomicFile.WriteText(Script, ScriptText);
        AtomicFile.WriteText(
            Path.Combine(folder, "runs.txt"),
            string.Concat(runs.Select(run => $"{Path.GetFullPath(run.Folder.Root)}\n"))
        );
        List<string> jobs = [];
        for (int first = 0; first < runs.Count; first += most)
        {
            int count = Math.Min(most, runs.Count - first);
            string limit = settings.Limit is { } together ? $"%{together}" : "";
            string answer = SlurmTool.Run(
                "sbatch",
                "--parsable",
                string.Create(CultureInfo.InvariantCulture, $"--array=1-{count}{limit}"),
                Script,
                first.ToString(CultureInfo.InvariantCulture)
            );
            jobs.Add(answer.Trim().Split(';')[0]);
            AtomicFile.WriteText(Jobs, string.Concat(jobs.Select(job => $"{job}\n")));
        }

        say(
            $"memformer: submitted {runs.Count} trainings as {(jobs.Count == 1 ? "job" : "jobs")} {string.Join(", ", jobs)}"
        );
        return jobs;
    }

    private static void Follow(
        IReadOnlyList<PendingRun> runs,
        IReadOnlyList<string> jobs,
        IProgress<TrainingsProgress>? progress,
        CancellationToken cancellation
    )
    {
        double steps = runs.Sum(run => (double)run.Steps);
        while (true)
        {
            IReadOnlyList<string>? queued = Queued(jobs);
            int finished = runs.Count(run => File.Exists(run.Folder.Summary));
            double done = runs.Sum(run => (double)StepsOf(run));
            int running = queued?.Count(state => state == "RUNNING") ?? 0;
            progress?.Report(
                new TrainingsProgress(
                    finished,
                    runs.Count,
                    done / steps,
                    queued is null
                        ? "the controller does not answer"
                        : $"{running} running, {queued.Count - running} queued"
                )
            );
            if (queued is { Count: 0 })
            {
                return;
            }

            cancellation.WaitHandle.WaitOne(BetweenLooks);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private IReadOnlyList<string> Submitted() => File.Exists(Jobs) ? File.ReadAllLines(Jobs) : [];

    /// <summary>
    /// The states of the jobs' tasks that have not ended; null where the controller does not answer, which says nothing of
    /// them. Jobs that the queue has forgotten have ended.
    /// </summary>
    private static IReadOnlyList<string>? Queued(IReadOnlyList<string> jobs)
    {
        List<string> states = [];
        foreach (string job in jobs)
        {
            (int code, string output, string errors) = SlurmTool.TryRun(
                "squeue",
                "--noheader",
                "--array",
                "--format=%T",
                $"--jobs={job}"
            );
            if (code == 0)
            {
                states.AddRange(
                    output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                );
            }
            else if (!errors.Contains(Forgotten, StringComparison.Ordinal))
            {
                return null;
            }
        }

        return states;
    }

    private static long StepsOf(PendingRun run) =>
        File.Exists(run.Folder.Summary) ? run.Steps
        : File.Exists(run.Folder.Metrics) && MetricsLine.ReadAll(run.Folder.Metrics) is [.., var last]
            ? Math.Min(last.Step, run.Steps)
        : 0;

    private string ReasonOf(PendingRun run)
    {
        string failure = Path.Combine(run.Folder.Root, SweepFolder.FailureName);
        return File.Exists(failure)
            ? File.ReadAllText(failure).Trim()
            : $"ended without a word, as a task does that is cancelled or whose machine fails; logs are in {folder}";
    }

    /// <summary>Tasks of one array: they are counted from 1, and MaxArraySize is one more than the largest number.</summary>
    private static int LargestArray()
    {
        string? line = SlurmTool
            .Run("scontrol", "show", "config")
            .Split('\n')
            .FirstOrDefault(line => line.StartsWith("MaxArraySize", StringComparison.Ordinal));
        return Math.Max(
            1,
            (int.TryParse(line?.Split('=')[^1], CultureInfo.InvariantCulture, out int size) ? size : UsualArray) - 1
        );
    }
}
