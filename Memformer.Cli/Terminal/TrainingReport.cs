using System.Globalization;
using System.Text;
using Memformer.Cli.Origins;
using Memformer.Learn.Numerics;
using Memformer.Learn.Training.Runs;

namespace Memformer.Cli.Terminal;

/// <summary>How trainings ended, for the standard output.</summary>
internal static class TrainingReport
{
    private static readonly string[] MeanTitles =
    [
        "seed",
        "prompts",
        "steps",
        "loss",
        "± s.e.",
        "optimum",
        "above it",
        "CG",
    ];

    private static readonly string[] TailTitles = ["seed", "prompts", "median", "largest", "worse than 0", "|p| > 1"];

    /// <summary>A table of means and one of what means hide, with a row for each run and law, and where the networks are.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="root">The folder that they are in.</param>
    public static string Text(IReadOnlyList<RunSummary> runs, string root)
    {
        StringBuilder text = new();
        Append(text, MeanTitles, runs, MeanRow, ExactRow);
        text.Append('\n');
        text.Append(TailCaption(runs)).Append('\n');
        Append(text, TailTitles, runs, TailRow, _ => null);
        text.Append('\n');
        foreach (RunSummary run in runs)
        {
            text.Append(run.Model).Append('\n');
        }

        return text.Append(runs.Count > 1 ? Together(runs, root) : "").ToString();
    }

    /// <summary>How the losses lie over the seeds, and what sets the runs side by side.</summary>
    private static string Together(IReadOnlyList<RunSummary> runs, string root)
    {
        RunGroup group = new(runs);
        return $"\nover {runs.Count} seeds: loss {NumberText.Of(group.Loss, 7)}, standard deviation {NumberText.Of(group.StandardDeviation, 2)}\n"
            + $"{RunFolder.ReportOf(root)} sets them side by side\n";
    }

    /// <summary>
    /// What the table of tails is about: a prompt's expected error, which is another quantity than that of one answer.
    /// </summary>
    public static string TailCaption(IReadOnlyList<RunSummary> runs) =>
        runs.All(run => run.Evaluation.Amplified is null)
            ? "errors of prompts, each with one sampled answer:"
            : "errors of prompts, each the mean over its tasks and queries:";

    /// <summary>The summaries as a JSON array.</summary>
    public static string Json(IReadOnlyList<RunSummary> runs) => $"[{string.Join(", ", runs.Select(Json))}]\n";

    private static string Json(RunSummary run) =>
        OriginMark.On(run.ToJson(), "json", Origin.Here with { Inputs = InputHash.OfFile(run.Model) });

    private static void Append(
        StringBuilder text,
        string[] titles,
        IReadOnlyList<RunSummary> runs,
        Func<RunSummary, Evaluation, LawBaselines?, string[]> cells,
        Func<RunSummary, string[]?> more
    )
    {
        List<string[]> rows = [titles];
        foreach (RunSummary run in runs)
        {
            string seed = Number(run.Seed);
            rows.Add([seed, "training", .. cells(run, run.Evaluation, run.Baselines)]);
            if (more(run) is { } row)
            {
                rows.Add([seed, .. row]);
            }

            if (run.Test is { } test)
            {
                rows.Add([seed, "test", .. cells(run, test.Evaluation, test.Baselines)]);
            }
        }

        int[] widths = [.. titles.Select((_, column) => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            string line = string.Join("  ", row.Select((cell, column) => cell.PadLeft(widths[column])));
            text.Append(line.TrimEnd()).Append('\n');
        }
    }

    private static string[] MeanRow(RunSummary run, Evaluation found, LawBaselines? baselines) =>
        [
            Number(run.Steps),
            NumberText.Of(found.Loss, 7),
            NumberText.Of(found.StandardError, 2),
            found.Optimum is { } optimum ? NumberText.Of(optimum, 7) : "not known",
            found.Distance is { } distance ? OptimumDistance.Text(distance, "0.000") : "",
            baselines is null ? "" : NumberText.Of(baselines.ConjugateGradients, 4),
        ];

    /// <summary>The mean over all prompts of the training law, where it is known.</summary>
    private static string[]? ExactRow(RunSummary run) =>
        run.ExactMean is { } mean ? ["all", Number(run.Steps), NumberText.Of(mean, 7), "exact", "", "", ""] : null;

    private static string[] TailRow(RunSummary run, Evaluation found, LawBaselines? baselines) =>
        [
            NumberText.Of(found.Median, 4),
            NumberText.Of(found.Largest, 4),
            Number($"{100 * found.WorseThanZero:0.####} %"),
            found.Amplified is { } amplified ? Number($"{100 * amplified:0.####} %") : "",
        ];

    private static string Number(FormattableString number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Number<T>(T number)
        where T : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);
}
