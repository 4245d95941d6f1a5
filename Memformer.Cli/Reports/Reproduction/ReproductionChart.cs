using Memformer.Cli.Charts;
using Memformer.Learn.Experiments;

namespace Memformer.Cli.Reports.Reproduction;

/// <summary>An experiment's figure: loss over depth, a band of one standard deviation over seeds, the optimum dashed.</summary>
internal static class ReproductionChart
{
    private const int OptimumColor = 6;

    /// <summary>The figure.</summary>
    public static Chart Of(ExperimentResult result)
    {
        Measurements found = result.Measurements;
        List<Series> series = [];
        Dictionary<string, int> colors = [];
        foreach (Curve curve in result.Experiment.Curves)
        {
            int color = ColorOf(curve, colors);
            ChartPoint[] points =
            [
                .. found.Depths.Select(layers => new ChartPoint(layers, found.Loss(curve.Name, layers))),
            ];
            if (curve is NetworkCurve or MixtureCurve)
            {
                series.Add(BandOf(found, curve) with { Color = color });
            }

            series.Add(new Line(curve.Name, points, IsDashed(curve)) { Color = color });
        }

        return new Chart(
            result.Experiment.Title,
            new Axis("layers L", Step: 1),
            new Axis("squared error", Logarithmic: true, Minimum: Floor(result)),
            series
        );
    }

    /// <summary>
    /// The lower end of the axis, where some curve falls far below what is possible on fresh prompts: it leaves the
    /// figure, so that the others can be told apart.
    /// </summary>
    private static double? Floor(ExperimentResult result)
    {
        const double room = 1e-3;
        Measurements found = result.Measurements;
        double floor =
            room
            * result
                .Experiment.Curves.OfType<OptimumCurve>()
                .SelectMany(curve => found.Depths.Select(layers => found.Loss(curve.Name, layers)))
                .Min();
        return found.Values.Min(value => value.Loss) < floor ? floor : null;
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

    /// <summary>Two statistics of one network have one colour; the second is dashed.</summary>
    private static int ColorOf(Curve curve, Dictionary<string, int> colors)
    {
        if (curve is OptimumCurve)
        {
            return OptimumColor;
        }

        string key = curve is NetworkCurve network ? network.Network.Slug : curve.Name;
        if (!colors.TryGetValue(key, out int color))
        {
            color = colors.Count % OptimumColor;
            colors[key] = color;
        }

        return color;
    }

    private static bool IsDashed(Curve curve) =>
        curve is OptimumCurve or NetworkCurve { Statistic: not LossStatistic.Mean };
}
