using System.Globalization;
using Memformer.Learn.Files;
using Memformer.Learn.Training.Plans;
using Memformer.Theory;

namespace Memformer.Learn.Training.Runs;

/// <summary>
/// The folder of one run: <c>config.toml</c>, <c>metrics.jsonl</c>, <c>checkpoints/</c>, <c>model.safetensors</c>,
/// <c>summary.json</c>, <c>report.html</c> and TensorBoard's <c>events/</c>.
/// </summary>
public sealed class RunFolder
{
    private RunFolder(string path) => Root = path;

    /// <summary>The folder.</summary>
    public string Root { get; }

    /// <summary>The trained network.</summary>
    public string Model => Path.Combine(Root, "model.safetensors");

    /// <summary>One JSON object per evaluation.</summary>
    public string Metrics => Path.Combine(Root, "metrics.jsonl");

    /// <summary>The evaluation at the end.</summary>
    public string Summary => SummaryOf(Root);

    /// <summary>The page about the run.</summary>
    public string Report => ReportOf(Root);

    /// <summary>TensorBoard's files.</summary>
    public string Events => Path.Combine(Root, "events");

    /// <summary>The complete plan.</summary>
    public string Config => ConfigOf(Root);

    /// <summary>What the next process needs to go on; beside it the one before, should this one be damaged.</summary>
    internal string State => Path.Combine(Root, "checkpoints", "state.safetensors");

    internal string PreviousState => Path.Combine(Root, "checkpoints", "state-before.safetensors");

    /// <summary>Where a run folder keeps its plan.</summary>
    public static string ConfigOf(string folder) => Path.Combine(folder, "config.toml");

    /// <summary>Where a run, or a group of runs, keeps how it ended.</summary>
    public static string SummaryOf(string folder) => Path.Combine(folder, "summary.json");

    /// <summary>Where a run, or a group of runs, keeps the page about it.</summary>
    public static string ReportOf(string folder) => Path.Combine(folder, "report.html");

    /// <summary>The network after a number of steps.</summary>
    public string CheckpointAt(long step) =>
        Path.Combine(Root, "checkpoints", string.Create(CultureInfo.InvariantCulture, $"step-{step:D9}.safetensors"));

    /// <summary>Makes a new run folder and writes the plan to it.</summary>
    /// <param name="path">A folder that does not exist or is empty.</param>
    /// <param name="plan">The plan.</param>
    /// <exception cref="UsageException">The folder is not empty.</exception>
    public static RunFolder Create(string path, TrainingPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
        {
            throw new UsageException($"output {path}: is not empty; name a new folder, or resume the run in it");
        }

        RunFolder folder = new(path);
        // First, so that a run that is interrupted here can be continued.
        folder.WriteConfig(plan);
        Directory.CreateDirectory(Path.Combine(path, "checkpoints"));
        return folder;
    }

    /// <summary>Opens the folder of a run that was started with this plan.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="plan">The plan to go on with.</param>
    /// <exception cref="UsageException">There is no run in it, or it has another plan; the message names what differs.</exception>
    public static RunFolder Open(string path, TrainingPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        RunFolder folder = new(path);
        if (!File.Exists(folder.Config))
        {
            throw new UsageException($"resume {path}: has no config.toml, so there is no run to continue");
        }

        TrainingPlan found = PlanFile.Read(folder.Config, new TrainingPlan());
        PlanKey? different = PlanKeys.All.FirstOrDefault(key => key.Get(found) != key.Get(plan));
        return different is null
            ? folder
            : throw new UsageException(
                $"resume {path}: {different.Name} is {different.Get(found) ?? "open"} in the run's plan and "
                    + $"{different.Get(plan) ?? "open"} now; a run goes on with its own plan"
            );
    }

    /// <summary>The states to go on from, the last one first.</summary>
    internal IEnumerable<string> States => new[] { State, PreviousState }.Where(File.Exists);

    /// <summary>Makes room for another state, and keeps the last.</summary>
    internal void KeepState()
    {
        if (File.Exists(State))
        {
            File.Move(State, PreviousState, overwrite: true);
        }
    }

    /// <summary>What the metrics hold now.</summary>
    internal MetricsRecord RecordMetrics() => MetricsRecord.Of(Lines());

    /// <summary>Drops the lines after those of a state: they will be written again.</summary>
    /// <param name="record">What the state knows of them.</param>
    /// <returns>What is wrong with the lines that were there; null where nothing is.</returns>
    internal string? TrimMetrics(MetricsRecord record)
    {
        string[] found = Lines();
        if (found.Length == record.Lines && MetricsRecord.Of(found) == record)
        {
            return null;
        }

        string[] kept = [.. found.Take(record.Lines)];
        bool isWhole = MetricsRecord.Of(kept) == record;
        if (!isWhole)
        {
            kept = [.. kept.Where(line => MetricsLine.StepOf(line) < long.MaxValue)];
        }

        AtomicFile.WriteText(Metrics, string.Concat(kept.Select(line => line + "\n")));
        return isWhole
            ? null
            : $"{Metrics} is not as the state left it: {kept.Length} of {record.Lines} lines can be read and are kept";
    }

    private string[] Lines() => File.Exists(Metrics) ? File.ReadAllLines(Metrics) : [];

    private void WriteConfig(TrainingPlan plan) => AtomicFile.WriteText(Config, PlanFile.Write(plan));
}
