using Memformer.Cli.Charts;
using Memformer.Learn.Auditing;
using Memformer.Learn.Auditing.Function;

namespace Memformer.Cli.Reports.Auditing;

/// <summary>The charts of an audit.</summary>
internal static class AuditCharts
{
    private const int Samples = 400;
    private const double Above = 1.25;
    private const double Tallest = 1.5;

    /// <summary>The loss after each layer beside the optimum of that depth.</summary>
    public static Chart Depth(Audit audit, FunctionVerdict function)
    {
        IEnumerable<ChartPoint> Points(IEnumerable<double> losses) =>
            losses.Select((loss, layer) => new ChartPoint(layer + 1, loss));
        List<Series> series = [new Line("this network", [.. Points(function.LossByDepth.Select(loss => loss.Mean))])];
        if (function.OptimumByDepth.Count > 0)
        {
            series.Add(new Line("optimum", [.. Points(function.OptimumByDepth)], Stroke.Dashed));
        }

        series.Add(new Markers("", [.. Points(function.LossByDepth.Select(loss => loss.Mean))]));
        return new Chart(
            "Loss by depth",
            new Axis("layers", Minimum: 0.8, Maximum: audit.Layers.Count + 0.2),
            new Axis("mean squared error", Logarithmic: true),
            series
        );
    }

    /// <summary>The residual polynomials over the spectrum; null where the layers share no preconditioner.</summary>
    public static Chart? Residuals(Audit audit)
    {
        if (audit.Curve is not ResidualCurve curve || audit.Function is not { Eigenvalues.Count: > 0 } function)
        {
            return null;
        }

        double end = Math.Max(
            function.Eigenvalues[^2] * Above,
            Math.Min(curve.Range, function.Eigenvalues[^1]) * Above
        );
        double[] places = [.. Enumerable.Range(0, Samples + 1).Select(i => end * i / Samples)];
        double[][] values = [.. places.Select(curve.At)];
        double tallest = function.Density.Count > 0 ? function.Density.Max(cell => cell.Density) : 1;
        List<Series> series =
        [
            new Band(
                "eigenvalues",
                [.. function.Density.Select(cell => new ChartPoint(cell.Eigenvalue, 0))],
                [.. function.Density.Select(cell => new ChartPoint(cell.Eigenvalue, cell.Density / tallest))]
            ),
        ];
        for (int layer = 1; layer <= curve.Layers; layer++)
        {
            int depth = layer;
            series.Add(
                new Line(
                    $"after layer {layer - 1}",
                    [.. places.Select((place, i) => new ChartPoint(place, Visible(values[i][depth])))],
                    layer < curve.Layers ? Stroke.Dashed : Stroke.Solid
                )
            );
        }

        series.Add(new Level("", 1));
        series.Add(new Level("", -1));
        return new Chart(
            "Residual polynomials over the spectrum",
            new Axis("eigenvalue of the preconditioned second moment", Minimum: 0, Maximum: end),
            new Axis("residual", Minimum: -Tallest, Maximum: Tallest),
            series
        );
    }

    /// <summary>A value far outside the chart breaks the line rather than the scale.</summary>
    private static double Visible(double value) => Math.Abs(value) <= 2 * Tallest ? value : double.NaN;
}
