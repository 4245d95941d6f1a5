using Memformer.Cli.Charts;
using Memformer.Learn.Experiments;

namespace Memformer.Cli.Reports.Reproduction;

/// <summary>An experiment's figure: loss over depth, a band of one standard deviation over seeds, optima dashed.</summary>
internal static class ReproductionChart
{
    /// <summary>All colours but the optimum's.</summary>
    private static readonly int[] OtherColors = [0, 1, 3, 4, 5, 6];

    /// <summary>Curves whose logarithms are nearer to each other than this, at every depth, look like one.</summary>
    private const double Coincidence = 0.03;

    /// <summary>Curves that lose more than so many times the optimum would hide how near the others are.</summary>
    private const double Near = 2;

    /// <summary>The figure.</summary>
    public static Chart Of(ExperimentResult result)
    {
        Measurements found = result.Measurements;
        ChartFrame frame = ChartFrame.Of(result);
        List<Band> bands = [];
        List<Line> lines = [];
        List<Curve> drawn = [];
        Dictionary<string, int> colors = [];
        foreach (Curve curve in result.Experiment.Curves)
        {
            int color = ColorOf(curve, colors);
            if (curve.Networks.Count > 0)
            {
                bands.Add(BandOf(found, curve) with { Color = color });
            }

            Stroke stroke =
                IsDashed(curve) ? Stroke.Dashed
                : drawn.Any(other => Coincide(found, curve, other)) ? Stroke.Dotted
                : Stroke.Solid;
            ChartPoint[] points =
            [
                .. found.Depths.Select(layers => new ChartPoint(layers, found.Loss(curve.Name, layers))),
            ];
            lines.Add(new Line(curve.Name + frame.Whereabouts(curve), points, stroke) { Color = color });
            drawn.Add(curve);
        }

        return new Chart(
            result.Experiment.Title,
            new Axis("layers L", Step: 1),
            new Axis("squared error", Logarithmic: true, Minimum: frame.Minimum, Maximum: frame.Maximum),
            [.. bands, .. lines]
        );
    }

    /// <summary>
    /// Losses over the least possible, where the curves of the figure lie on each other; null where no network comes near it.
    /// </summary>
    public static Chart? OverOptimum(ExperimentResult result)
    {
        Measurements found = result.Measurements;
        if (
            result.Experiment.Curves.FirstOrDefault(curve =>
                curve is OptimumCurve { Family: NetworkFamily.FreePreconditioners }
            )
            is not Curve optimum
        )
        {
            return null;
        }

        double Least(double layers) => found.Loss(optimum.Name, (int)layers);
        ChartPoint Over(ChartPoint point) => new(point.X, point.Y / Least(point.X));
        List<Series> series = [];
        Dictionary<string, int> colors = [];
        foreach (Curve curve in result.Experiment.Curves)
        {
            int color = ColorOf(curve, colors);
            if (
                curve.Networks.Count > 0
                && found.Depths.All(layers => found.Loss(curve.Name, layers) < Near * Least(layers))
            )
            {
                Band band = BandOf(found, curve);
                series.Add(new Band("", [.. band.Lower.Select(Over)], [.. band.Upper.Select(Over)]) { Color = color });
                ChartPoint[] points =
                [
                    .. found.Depths.Select(layers => Over(new ChartPoint(layers, found.Loss(curve.Name, layers)))),
                ];
                series.Add(new Line(curve.Name, points) { Color = color });
            }
        }

        return series.Count == 0
            ? null
            : new Chart(
                "Loss over the exact optimum",
                new Axis("layers L", Step: 1),
                new Axis("times the least loss"),
                [
                    .. series,
                    new Line(optimum.Name, [.. found.Depths.Select(layers => new ChartPoint(layers, 1))], Stroke.Dashed)
                    {
                        Color = ChartColors.Optimum,
                    },
                ]
            );
    }

    private static Band BandOf(Measurements found, Curve curve)
    {
        (int Layers, double Low, double High)[] spreads =
        [
            .. found.Depths.Select(layers =>
            {
                (double low, double high) = found.Spread(curve.Name, layers);
                return (layers, low, high);
            }),
        ];
        return new Band(
            "",
            [.. spreads.Select(spread => new ChartPoint(spread.Layers, spread.Low))],
            [.. spreads.Select(spread => new ChartPoint(spread.Layers, spread.High))]
        );
    }

    private static bool Coincide(Measurements found, Curve curve, Curve other) =>
        found.Depths.All(layers => Math.Abs(Math.Log(found.Ratio(curve.Name, other.Name, layers))) < Coincidence);

    /// <summary>Two statistics of one network have one colour; the second is dashed.</summary>
    private static int ColorOf(Curve curve, Dictionary<string, int> colors)
    {
        if (curve is OptimumCurve { Family: NetworkFamily.FreePreconditioners })
        {
            return ChartColors.Optimum;
        }

        string key = curve is NetworkCurve network ? network.Network.Slug : curve.Name;
        if (!colors.TryGetValue(key, out int color))
        {
            color = OtherColors[colors.Count % OtherColors.Length];
            colors[key] = color;
        }

        return color;
    }

    private static bool IsDashed(Curve curve) =>
        curve is OptimumCurve or NetworkCurve { Statistic: not (LossStatistic.Mean or LossStatistic.ExactMean) };
}
