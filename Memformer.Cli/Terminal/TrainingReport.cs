using System.Globalization;
using System.Text;
using Memformer.Learn.Training;
using Memformer.Learn.Training.Runs;

namespace Memformer.Cli.Terminal;

/// <summary>How trainings ended, for the standard output.</summary>
internal static class TrainingReport
{
    private static readonly string[] Titles =
    [
        "seed",
        "prompts",
        "steps",
        "loss",
        "± s.e.",
        "optimum",
        "above it",
        "CG",
        "median",
        "worse than 0",
        "|p| > 1",
    ];

    /// <summary>A table with a row for each run and law, and where the networks are.</summary>
    public static string Text(IReadOnlyList<RunSummary> runs)
    {
        List<string[]> rows = [Titles, .. runs.SelectMany(Rows)];
        int[] widths = [.. Titles.Select((_, column) => rows.Max(row => row[column].Length))];
        StringBuilder text = new();
        foreach (string[] row in rows)
        {
            text.AppendJoin("  ", row.Select((cell, column) => cell.PadLeft(widths[column]))).Append('\n');
        }

        foreach (RunSummary run in runs)
        {
            text.Append(run.Model).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The summaries as a JSON array.</summary>
    public static string Json(IReadOnlyList<RunSummary> runs) =>
        $"[{string.Join(", ", runs.Select(run => run.ToJson()))}]\n";

    private static IEnumerable<string[]> Rows(RunSummary run)
    {
        yield return Row(run, "training", run.Evaluation, run.Baselines);
        if (run.Test is { } test)
        {
            yield return Row(run, "test", test.Evaluation, test.Baselines);
        }
    }

    private static string[] Row(RunSummary run, string prompts, Evaluation found, LawBaselines? baselines) =>
        [
            Number(run.Seed),
            prompts,
            Number(run.Steps),
            Number($"{found.Loss:G7}"),
            Number($"{found.StandardError:G2}"),
            found.Optimum is { } optimum ? Number($"{optimum:G7}") : "not known",
            found.Distance is { } distance ? Number($"{100 * distance:0.000} %") : "",
            baselines is null ? "" : Number($"{baselines.ConjugateGradients:G4}"),
            Number($"{found.Median:G4}"),
            Number($"{100 * found.WorseThanZero:0.####} %"),
            found.Amplified is { } amplified ? Number($"{100 * amplified:0.####} %") : "",
        ];

    private static string Number(FormattableString number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Number<T>(T number)
        where T : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);
}
