using System.Globalization;
using Memformer.Cli.Charts;
using Memformer.Learn.Sweeps;

namespace Memformer.Cli.Reports.Sweeps;

/// <summary>A figure for each axis of numbers: loss over the optimum, a line for each network, bands over seeds.</summary>
internal static class SweepCharts
{
    /// <summary>More lines than this cannot be told apart: then the other axes of numbers are averaged over.</summary>
    private const int MostLines = 8;

    /// <summary>From this ratio between the largest and the least value the scale is logarithmic.</summary>
    private const double ManyTimes = 5;

    /// <summary>Room below the optimum for its name, as a share of the height.</summary>
    private const double RoomBelow = 0.08;

    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>The figures, in the order of the axes.</summary>
    public static IEnumerable<(SweepAxis Axis, Chart Chart)> Of(SweepPlan plan, IReadOnlyList<SweepRow> rows) =>
        from axis in SweepGroup.AxesOf(plan)
        where plan.Axes[axis].Values.Count > 1 && plan.Axes[axis].Values.All(value => NumberOf(value) is not null)
        let chart = ChartOf(plan, rows, axis)
        where chart is not null
        select (plan.Axes[axis], chart);

    private static Chart? ChartOf(SweepPlan plan, IReadOnlyList<SweepRow> rows, int axis)
    {
        bool hasOptimum = rows.Any(row => row.Ratio is not null);
        List<Band> bands = [];
        List<Line> lines = [];
        foreach (IGrouping<string, SweepRow> group in Lines(plan, rows, axis))
        {
            (double X, SeedStatistic Value)[] points =
            [
                .. group
                    .GroupBy(row => row.Run.Values[axis])
                    .Select(at => (X: NumberOf(at.Key)!.Value, Value: SeedStatistic.Of(at.Select(Quantity))))
                    .Where(point => point.Value is not null)
                    .Select(point => (point.X, point.Value!))
                    .OrderBy(point => point.X),
            ];
            if (points.Length == 0)
            {
                continue;
            }

            int color = lines.Count;
            bands.Add(
                new Band(
                    "",
                    [.. points.Select(point => new ChartPoint(point.X, point.Value.Low))],
                    [.. points.Select(point => new ChartPoint(point.X, point.Value.High))]
                )
                {
                    Color = color,
                }
            );
            lines.Add(
                new Line(group.Key, [.. points.Select(point => new ChartPoint(point.X, point.Value.Mean))])
                {
                    Color = color,
                }
            );
        }

        double? Quantity(SweepRow row) => hasOptimum ? row.Ratio : row.Evaluation?.Loss;
        double[] values = [.. rows.Select(Quantity).OfType<double>().Where(double.IsFinite)];
        if (values.Length == 0)
        {
            return null;
        }

        bool isLogarithmic = values.Min() > 0 && values.Max() > ManyTimes * values.Min();
        double least = Math.Min(values.Min(), 1);
        bool isInteger = plan.Axes[axis].Values.All(value => NumberOf(value) % 1 == 0);
        int span = (int)(plan.Axes[axis].Values.Max(NumberOf)! - plan.Axes[axis].Values.Min(NumberOf)!);
        return new Chart(
            $"{(hasOptimum ? "Loss over the optimum" : "Loss")} against {plan.Axes[axis].Name}",
            new Axis(plan.Axes[axis].Name, Step: isInteger && span <= 20 ? 1 : null),
            new Axis(
                hasOptimum ? "loss / exact optimum" : "loss",
                isLogarithmic,
                Minimum: !hasOptimum ? null
                    : isLogarithmic ? (1 - RoomBelow) * least
                    : least - (RoomBelow * (values.Max() - least))
            ),
            [.. hasOptimum ? [new Level("exact optimum", 1)] : Array.Empty<Series>(), .. bands, .. lines]
        );
    }

    /// <summary>
    /// The rows of each line, by its name: the values on all other axes where these are few enough, else those on the axes
    /// of words, such as architectures.
    /// </summary>
    private static IReadOnlyList<IGrouping<string, SweepRow>> Lines(
        SweepPlan plan,
        IReadOnlyList<SweepRow> rows,
        int axis
    )
    {
        int[] others = [.. SweepGroup.AxesOf(plan).Where(other => other != axis && plan.Axes[other].Values.Count > 1)];
        IReadOnlyList<IGrouping<string, SweepRow>> all = By(others);
        return all.Count <= MostLines
            ? all
            : By([.. others.Where(other => plan.Axes[other].Values.Any(value => NumberOf(value) is null))]);

        IReadOnlyList<IGrouping<string, SweepRow>> By(int[] axes) =>
            [
                .. rows.GroupBy(row =>
                    axes.Length == 0
                        ? "network"
                        : string.Join(", ", axes.Select(other => Text(plan.Axes[other], row.Run.Values[other])))
                ),
            ];
    }

    private static string Text(SweepAxis axis, string value) =>
        NumberOf(value) is null ? value : $"{axis.Name} {value}";

    private static double? NumberOf(string text) =>
        double.TryParse(text, NumberStyles.Float, Culture, out double value) ? value : null;
}
