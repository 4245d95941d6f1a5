using System.Globalization;
using Memformer.Cli.Charts;
using Memformer.Learn.Sweeps;

namespace Memformer.Cli.Reports.Sweeps;

/// <summary>The page of a sweep: where it stands, a figure for each axis, the table, the failures, the plan.</summary>
internal static class SweepPage
{
    /// <summary>The page.</summary>
    /// <param name="folder">The sweep.</param>
    /// <param name="rows">Its runs.</param>
    public static string Of(SweepFolder folder, IReadOnlyList<SweepRow> rows)
    {
        SweepPlan plan = folder.Plan;
        HtmlPage page = new(
            $"A sweep over {string.Join(", ", plan.Axes.Select(axis => axis.Name).DefaultIfEmpty("one network"))}",
            "Networks trained on random linear regression, tested on fresh prompts, beside the exact optimum."
        );
        page.Section("Where it stands", Html.Verdict(Standing(rows)));
        foreach ((SweepAxis axis, Chart chart) in SweepCharts.Of(plan, rows))
        {
            page.Section(
                chart.Title,
                Html.Figure(
                    chart,
                    $"Geometric mean over the runs of each {axis.Name}; bands: one standard deviation of the logarithm."
                )
            );
        }

        page.Section("Numbers", Table(plan, rows));
        SweepRow[] failed = [.. rows.Where(row => row.State == SweepState.Failed)];
        if (failed.Length > 0)
        {
            page.Section(
                "Failures",
                Html.Table(
                    ["run", "steps", "reason"],
                    failed.Select(row =>
                        (IReadOnlyList<string>)
                            [row.Run.Name, row.Step.ToString(CultureInfo.InvariantCulture), row.Reason ?? ""]
                    )
                )
            );
        }

        return page.Section("The plan", Html.Code(plan.Text)).ToDocument();
    }

    /// <summary>How many runs are done, in words.</summary>
    public static string Standing(IReadOnlyList<SweepRow> rows)
    {
        int Count(SweepState state) => rows.Count(row => row.State == state);
        (int Count, string Word)[] others =
        [
            (Count(SweepState.Begun), "begun"),
            (Count(SweepState.Waiting), "waiting"),
            (Count(SweepState.Failed), "failed"),
        ];
        string rest = string.Concat(others.Where(part => part.Count > 0).Select(part => $", {part.Count} {part.Word}"));
        return $"{Count(SweepState.Done)} of {rows.Count} networks are trained{rest}.";
    }

    private static string Table(SweepPlan plan, IReadOnlyList<SweepRow> rows) =>
        Html.Paragraph(
            "Losses are geometric means over seeds; ± is the standard deviation of their logarithms. results.csv has a row for "
                + "each network."
        )
        + Html.Table(
            [.. SweepGroup.AxesOf(plan).Select(axis => plan.Axes[axis].Name), .. SweepTable.Titles],
            SweepGroup.Of(plan, rows).Select(SweepTable.Cells)
        );
}
