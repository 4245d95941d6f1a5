using Memformer.Learn.Files;
using Memformer.Learn.Training.Runs;
using Memformer.Theory;

namespace Memformer.Learn.Sweeps;

/// <summary>The folder of a sweep: its plan, <c>sweep.toml</c>, and a run folder for each network below <c>runs/</c>.</summary>
public sealed class SweepFolder
{
    /// <summary>The file of a run that says why it failed, in one line.</summary>
    public const string FailureName = "failure.txt";

    private SweepFolder(string root, SweepPlan plan)
    {
        Root = root;
        Plan = plan;
    }

    /// <summary>The folder.</summary>
    public string Root { get; }

    /// <summary>The sweep.</summary>
    public SweepPlan Plan { get; }

    /// <summary>Makes a sweep's folder, or opens the one that was made for the same plan.</summary>
    /// <param name="root">A folder that does not exist, is empty, or holds this sweep.</param>
    /// <param name="plan">The sweep.</param>
    /// <exception cref="UsageException">It holds something else.</exception>
    public static SweepFolder Prepare(string root, SweepPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        string config = ConfigOf(root);
        if (File.Exists(config))
        {
            return File.ReadAllText(config) == plan.Text
                ? new SweepFolder(root, plan)
                : throw new UsageException(
                    $"output {root}: holds another sweep ({config} differs from this plan); name a new folder"
                );
        }

        if (File.Exists(root) || (Directory.Exists(root) && Directory.EnumerateFileSystemEntries(root).Any()))
        {
            throw new UsageException($"output {root}: is not empty and holds no sweep; name a new folder");
        }

        AtomicFile.WriteText(config, plan.Text);
        return new SweepFolder(root, plan);
    }

    /// <summary>Opens a sweep's folder.</summary>
    /// <exception cref="InvalidInputException">There is no sweep in it.</exception>
    public static SweepFolder Open(string root)
    {
        string config = ConfigOf(root);
        return File.Exists(config)
            ? new SweepFolder(root, SweepPlan.Parse(File.ReadAllText(config), config))
            : throw new InvalidInputException(root, "has no sweep.toml, so there is no sweep in it");
    }

    /// <summary>A run's folder.</summary>
    public string PathOf(SweepRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Path.Combine(Root, "runs", run.Name);
    }

    /// <summary>A run's folder with its plan in it.</summary>
    public RunFolder FolderOf(SweepRun run)
    {
        string path = PathOf(run);
        return File.Exists(RunFolder.ConfigOf(path))
            ? RunFolder.Open(path, run.Plan)
            : RunFolder.Create(path, run.Plan);
    }

    /// <summary>Where every run stands.</summary>
    public IReadOnlyList<SweepRow> Rows() => [.. Plan.Runs().Select(run => SweepRow.Read(run, PathOf(run)))];

    /// <summary>Leaves of a finished run its plan, its network and its numbers: four files of some kilobytes.</summary>
    /// <param name="run">The run's folder; one that is not finished stays as it is.</param>
    public static void KeepOnlyEnd(string run)
    {
        if (!File.Exists(RunFolder.SummaryOf(run)))
        {
            return;
        }

        foreach (string part in new[] { "checkpoints", "events" })
        {
            string path = Path.Combine(run, part);
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
        }

        File.Delete(Path.Combine(run, "report.html"));
    }

    private static string ConfigOf(string root) => Path.Combine(root, "sweep.toml");
}
