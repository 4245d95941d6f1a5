using Memformer.Cli.Charts;
using Memformer.Learn.Auditing;
using Memformer.Learn.Auditing.Function;
using Memformer.Learn.Estimates;
using Memformer.Learn.Files;

namespace Memformer.Cli.Reports.Auditing;

/// <summary>The charts of an audit.</summary>
internal static class AuditCharts
{
    private const int Samples = 400;
    private const double Above = 1.25;
    private const double Tallest = 1.5;

    /// <summary>A method this many times better, such as conjugate gradients at L = d, would press all others into one line.</summary>
    private const double Farthest = 1e4;

    /// <summary>The loss after each layer beside the optimum of that depth.</summary>
    public static Chart Depth(Audit audit, FunctionVerdict function)
    {
        IEnumerable<ChartPoint> Points(IEnumerable<double> losses) =>
            losses.Select((loss, layer) => new ChartPoint(layer + 1, loss));
        ChartPoint[] own = [.. Points(function.LossByDepth.Select(loss => loss.Mean))];
        List<Series> series = [new Line("this network", own) { Color = ChartColors.Subject }];
        if (function.OptimumByDepth.Count > 0)
        {
            series.Add(
                new Line(
                    NameOf(function.OptimumByDepth[^1]),
                    [.. Points(function.OptimumByDepth.Select(optimum => optimum.Loss.Mean))],
                    Stroke.Dashed
                )
                {
                    Color = ChartColors.Optimum,
                }
            );
        }

        series.Add(new Markers("", own) { Color = ChartColors.Subject });
        series.AddRange(Baselines(audit, function));
        return new Chart(
            "Loss by depth",
            new Axis(
                "layers",
                Minimum: 0.8,
                Maximum: audit.Layers.Count + 0.2,
                Step: Math.Max(1, audit.Layers.Count / 8)
            ),
            new Axis("mean squared error", Logarithmic: true),
            series
        );
    }

    private static string NameOf(OptimumEstimate optimum) =>
        optimum.Knowledge switch
        {
            OptimumKnowledge.Exact => "optimum",
            OptimumKnowledge.Estimated => "optimum (estimated)",
            _ => "optimum (at most)",
        };

    /// <summary>The methods of the table, at the network's own depth.</summary>
    private static IEnumerable<Markers> Baselines(Audit audit, FunctionVerdict function)
    {
        (string Name, MeanEstimate? Loss, int Color)[] methods =
        [
            ("gradient descent", function.Baselines?.Gd, 4),
            ("heavy ball", function.Baselines?.HeavyBall, 5),
            ("Nesterov", function.Baselines?.Nesterov, 0),
            ("conjugate gradients", function.Baselines?.Cg, ChartColors.Reference),
        ];
        double least = Math.Min(
            function.Outcomes.Loss.Mean,
            function.OptimumByDepth is [.., var deepest] ? deepest.Loss.Mean : 1
        );
        return methods
            .Where(method => method.Loss is { } loss && loss.Mean > least / Farthest)
            .Select(method => new Markers(method.Name, [new ChartPoint(audit.Layers.Count, method.Loss!.Value.Mean)])
            {
                Color = method.Color,
            });
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
        List<Series> series = [Eigenvalues(function)];
        ChartPoint[] Drawn(Func<double, int, double> residual) =>
            [.. places.Select((place, i) => new ChartPoint(place, Visible(residual(place, i))))];
        for (int layer = 1; layer < curve.Layers; layer++)
        {
            int depth = layer;
            string name = layer > 1 ? "" : "after fewer layers";
            series.Add(
                new Line(name, Drawn((_, i) => values[i][depth]), Stroke.Dotted) { Color = ChartColors.Reference }
            );
        }

        if (ReferenceCurves.OfOptimum(audit) is { } optimum)
        {
            series.Add(
                new Line("optimum", Drawn((place, _) => optimum(place)), Stroke.Dashed) { Color = ChartColors.Optimum }
            );
        }

        if (audit.Method.Simplest is { } method && ReferenceCurves.Of(audit, method) is { } fitted)
        {
            series.Add(
                new Line(method.Name, Drawn((place, _) => fitted.At(place)[^1]), Stroke.Dashed)
                {
                    Color = ChartColors.Chebyshev,
                }
            );
        }

        string layers = Counted.Of(curve.Layers, "layer");
        series.Add(
            new Line($"the network, after {layers}", Drawn((_, i) => values[i][^1])) { Color = ChartColors.Subject }
        );
        series.Add(new Level("1", 1) { Color = ChartColors.Reference });
        series.Add(new Level("−1", -1) { Color = ChartColors.Reference });
        return new Chart(
            "Residual polynomials over the spectrum",
            new Axis("eigenvalue of the preconditioned second moment", Minimum: 0, Maximum: end),
            new Axis("p(h), and density of the eigenvalues", Minimum: -Tallest, Maximum: Tallest),
            series
        );
    }

    /// <summary>Where the prompts' eigenvalues are, up to 1.</summary>
    public static Band Eigenvalues(FunctionVerdict function)
    {
        double tallest = function.Density.Count > 0 ? function.Density.Max(cell => cell.Density) : 1;
        return new Band(
            "eigenvalues",
            [.. function.Density.Select(cell => new ChartPoint(cell.Eigenvalue, 0))],
            [.. function.Density.Select(cell => new ChartPoint(cell.Eigenvalue, cell.Density / tallest))]
        )
        {
            Color = ChartColors.Density,
        };
    }

    /// <summary>A value far outside the chart breaks the line rather than the scale.</summary>
    private static double Visible(double value) => Math.Abs(value) <= 2 * Tallest ? value : double.NaN;
}
