using Memformer.Cli.Charts;
using Memformer.Cli.Reports.Auditing;
using Memformer.Learn.Auditing;
using Memformer.Learn.Training.Runs;

namespace Memformer.Cli.Reports.Training;

/// <summary>The charts of runs that differ in their seed, one curve for each.</summary>
internal static class SeedsCharts
{
    private const int Samples = 400;

    /// <summary>So many curves have names and colours of their own; where there are more, they are alike.</summary>
    private const int MostColors = 6;

    /// <summary>The residual polynomials of all networks over the spectrum; nothing where some layers share no preconditioner.</summary>
    public static string Residuals(IReadOnlyList<string> names, IReadOnlyList<Audit> audits)
    {
        if (audits.Any(audit => audit.Curve is null) || audits[0].Function is not { Eigenvalues.Count: > 0 } function)
        {
            return "";
        }

        double end = 1.25 * function.Eigenvalues[^2];
        double[] places = [.. Enumerable.Range(0, Samples + 1).Select(i => end * i / Samples)];
        IEnumerable<Series> curves = audits.Select(
            (audit, run) =>
                Curve(names, run, [.. places.Select(place => new ChartPoint(place, audit.Curve!.At(place)[^1]))])
        );
        Chart chart = new(
            "Residual polynomials of all seeds",
            new Axis("eigenvalue of the preconditioned second moment", Minimum: 0, Maximum: end),
            new Axis("p(h), and density of the eigenvalues", Minimum: -1, Maximum: 1),
            [AuditCharts.Eigenvalues(function), .. curves]
        );
        return Html.Figure(
            chart,
            "Where the curves lie on each other the networks answer alike, whatever their weights are."
        );
    }

    /// <summary>How far above the optimum, or at what loss where that is not known, the runs were through their training.</summary>
    public static string Training(IReadOnlyList<string> names, IReadOnlyList<IReadOnlyList<MetricsLine>> runs)
    {
        if (runs.All(lines => lines.Count < 2))
        {
            return Html.Paragraph("The networks were evaluated once, at their ends: there are no curves to draw.");
        }

        bool hasOptimum = runs.All(lines => lines.All(line => line.Distance is not null));
        double Height(MetricsLine line) => hasOptimum ? 100 * line.Distance!.Value : line.Loss;
        IEnumerable<Series> curves = runs.Select(
            (lines, run) =>
                Curve(
                    names,
                    run,
                    [.. lines.Select(line => new ChartPoint(line.Step, Height(line) > 0 ? Height(line) : double.NaN))]
                )
        );
        Chart chart = new(
            hasOptimum ? "Distance from the exact optimum" : "Loss",
            new Axis("steps"),
            new Axis(hasOptimum ? "above the optimum, %" : "squared error", Logarithmic: true),
            [.. curves]
        );
        return Html.Figure(
            chart,
            hasOptimum
                ? "By how much each network's loss on fresh prompts exceeds the least possible; estimates that fall below it by chance are left out."
                : "Each network's loss on fresh prompts."
        );
    }

    private static Line Curve(IReadOnlyList<string> names, int run, IReadOnlyList<ChartPoint> points) =>
        names.Count <= MostColors
            ? new Line($"seed {names[run]}", points) { Color = run == 0 ? MostColors - 1 : run }
            : new Line(run == 0 ? $"each of {names.Count} seeds" : "", points) { Color = ChartColors.Subject };
}
