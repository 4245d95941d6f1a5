using System.Globalization;
using System.Text;
using System.Text.Json;
using Memformer.Cli.Reports.Auditing;
using Memformer.Learn.Files;
using Memformer.Learn.Numerics;
using Memformer.Learn.Sweeps;
using Memformer.Theory.Typesetting;

namespace Memformer.Cli.Reports.Sweeps;

/// <summary>A sweep's results as numbers: a row for each run as CSV and JSON, a row for each group of seeds as text.</summary>
internal static class SweepTable
{
    private const int MostLines = 60;
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>A row for each run.</summary>
    public static string Csv(SweepPlan plan, IReadOnlyList<SweepRow> rows)
    {
        StringBuilder csv = new();
        csv.AppendJoin(',', plan.Axes.Select(axis => axis.Name))
            .Append(plan.Axes.Count > 0 ? "," : "")
            .Append("run,state,steps,loss,standard_error,median,optimum,ratio,reason\n");
        foreach (SweepRow row in rows)
        {
            string[] cells =
            [
                .. row.Run.Values,
                row.Run.Name,
                KebabCase.Of(row.State),
                row.Step.ToString(Culture),
                Exact(row.Evaluation?.Loss),
                Exact(row.Evaluation?.StandardError),
                Exact(row.Evaluation?.Median),
                Exact(row.Evaluation?.Optimum),
                Exact(row.Ratio),
                row.Reason ?? "",
            ];
            csv.AppendJoin(',', cells.Select(Cell)).Append('\n');
        }

        return csv.ToString();
    }

    /// <summary>An object for each run.</summary>
    public static string Json(SweepPlan plan, IReadOnlyList<SweepRow> rows) =>
        JsonNumbers.Text(json =>
        {
            json.WriteArray("axes", plan.Axes, (writer, axis) => writer.WriteStringValue(axis.Name));
            json.WriteArray("runs", rows, (writer, row) => Write(writer, plan, row));
        });

    /// <summary>A line for each group of runs that differ in their seeds alone, and one for each failure.</summary>
    public static string Text(SweepPlan plan, IReadOnlyList<SweepRow> rows)
    {
        IReadOnlyList<SweepGroup> groups = SweepGroup.Of(plan, rows);
        StringBuilder text = new();
        text.Append(
            TextTable.Of(
                [.. SweepGroup.AxesOf(plan).Select(axis => plan.Axes[axis].Name), .. Titles],
                groups.Take(MostLines).Select(Cells),
                ruled: true
            )
        );
        if (groups.Count > MostLines)
        {
            text.Append(Culture, $"… and {groups.Count - MostLines} more, in results.csv\n");
        }

        foreach (SweepRow row in rows.Where(row => row.State == SweepState.Failed).Take(MostLines))
        {
            text.Append(Culture, $"failed: {row.Run.Name}: {row.Reason}\n");
        }

        return text.ToString();
    }

    /// <summary>The columns of a group behind its values.</summary>
    public static IReadOnlyList<string> Titles { get; } = ["done", "loss", "/ optimum", "± seeds", "worst"];

    /// <summary>A group's cells: its values, how many runs are done, and what they lose.</summary>
    public static IReadOnlyList<string> Cells(SweepGroup group) =>
        [
            .. group.Values,
            string.Create(Culture, $"{group.Done}/{group.Rows.Count}"),
            group.Loss is { } loss ? NumberText.Of(loss.Mean, 6) : "",
            Number(group.Ratio?.Mean, "F4"),
            group.Ratio is { Count: > 1 } ratio ? string.Create(Culture, $"{100 * ratio.Spread:F2} %") : "",
            Number(group.Ratio?.Largest, "F4"),
        ];

    private static void Write(Utf8JsonWriter json, SweepPlan plan, SweepRow row)
    {
        json.WriteStartObject();
        json.WriteString("run", row.Run.Name);
        json.WriteStartObject("values");
        foreach ((SweepAxis axis, string value) in plan.Axes.Zip(row.Run.Values))
        {
            json.WriteString(axis.Name, value);
        }

        json.WriteEndObject();
        json.WriteString("state", KebabCase.Of(row.State));
        json.WriteNumber("steps", row.Step);
        (string Name, double? Value)[] numbers =
        [
            ("loss", row.Evaluation?.Loss),
            ("standardError", row.Evaluation?.StandardError),
            ("median", row.Evaluation?.Median),
            ("optimum", row.Evaluation?.Optimum),
            ("ratio", row.Ratio),
        ];
        foreach ((string name, double? value) in numbers)
        {
            if (value is { } number && double.IsFinite(number))
            {
                json.WriteNumber(name, number);
            }
            else
            {
                json.WriteNull(name);
            }
        }

        json.WriteString("reason", row.Reason);
        json.WriteEndObject();
    }

    private static string Exact(double? value) => value?.ToString("R", Culture) ?? "";

    private static string Number(double? value, string format) => value?.ToString(format, Culture) ?? "";

    private static string Cell(string text) =>
        text.AsSpan().ContainsAny(",\"\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
