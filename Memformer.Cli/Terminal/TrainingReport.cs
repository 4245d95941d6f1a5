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
        "steps",
        "loss",
        "± s.e.",
        "optimum",
        "above it",
        "median",
        "worse than 0",
    ];

    /// <summary>A table with one row per run, and where the networks are.</summary>
    public static string Text(IReadOnlyList<RunSummary> runs)
    {
        List<string[]> rows = [Titles, .. runs.Select(Row)];
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

    private static string[] Row(RunSummary run)
    {
        Evaluation found = run.Evaluation;
        return
        [
            Number(run.Seed),
            Number(run.Steps),
            Number($"{found.Loss:G7}"),
            Number($"{found.StandardError:G2}"),
            found.Optimum is { } optimum ? Number($"{optimum:G7}") : "not known",
            found.Distance is { } distance ? Number($"{100 * distance:0.000} %") : "",
            Number($"{found.Median:G4}"),
            Number($"{100 * found.WorseThanZero:0.####} %"),
        ];
    }

    private static string Number(FormattableString number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Number<T>(T number)
        where T : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);
}
