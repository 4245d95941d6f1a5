using Memformer.Learn.Training.Runs;

namespace Memformer.Learn.Sweeps;

/// <summary>Where a run of a sweep stands.</summary>
public enum SweepState
{
    /// <summary>Nothing has been trained yet.</summary>
    Waiting,

    /// <summary>It has been begun.</summary>
    Begun,

    /// <summary>It is trained and tested.</summary>
    Done,

    /// <summary>It ended without a trained network; the same command tries again.</summary>
    Failed,
}

/// <summary>What is known of a run, from its folder alone.</summary>
/// <param name="Run">The run.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Step">Steps done, as far as they were written.</param>
/// <param name="Evaluation">The loss on fresh prompts at the end; null before.</param>
/// <param name="Reason">Why it failed.</param>
public sealed record SweepRow(SweepRun Run, SweepState State, long Step, Evaluation? Evaluation, string? Reason)
{
    /// <summary>The loss over the exact optimum of its law and depth; null where either is not known.</summary>
    public double? Ratio => Evaluation is { Optimum: { } optimum } known ? known.Loss / optimum : null;

    /// <summary>Reads a run's folder.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">Its folder, which may not be there yet.</param>
    public static SweepRow Read(SweepRun run, string folder)
    {
        string summary = Path.Combine(folder, "summary.json");
        if (File.Exists(summary))
        {
            RunSummary found = RunSummary.Read(summary);
            return new SweepRow(run, SweepState.Done, found.Steps, found.Evaluation, null);
        }

        string metrics = Path.Combine(folder, "metrics.jsonl");
        long step = File.Exists(metrics) && MetricsLine.ReadAll(metrics) is [.., var last] ? last.Step : 0;
        string failure = Path.Combine(folder, SweepFolder.FailureName);
        return File.Exists(failure)
            ? new SweepRow(run, SweepState.Failed, step, null, File.ReadAllText(failure).Trim())
            : new SweepRow(run, step > 0 ? SweepState.Begun : SweepState.Waiting, step, null, null);
    }
}
