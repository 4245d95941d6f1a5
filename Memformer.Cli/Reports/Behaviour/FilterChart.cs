using Memformer.Cli.Charts;
using Memformer.Learn.Behaviour;
using Memformer.Learn.Behaviour.Candidates;
using Memformer.Learn.Behaviour.Samples;
using Memformer.Learn.Limits;

namespace Memformer.Cli.Reports.Behaviour;

/// <summary>
/// The spectral fingerprint as a figure: the filter with its band, the density of the probe's eigenvalues at its foot, and
/// the filters of the closest methods and of the optimum that takes as many gradients.
/// </summary>
internal static class FilterChart
{
    private const int Points = 240;

    /// <summary>Methods drawn beside the network.</summary>
    private const int Methods = 3;

    /// <summary>How much of the height the density takes.</summary>
    private const double DensityHeight = 0.3;

    /// <summary>The figure.</summary>
    public static Chart Of(Comparison comparison)
    {
        Fingerprint fingerprint = comparison.Fingerprint;
        double end = fingerprint.Filter[^1].Eigenvalue;
        double[] grid =
        [
            .. Enumerable
                .Range(0, Points + 1)
                .Select(i =>
                    fingerprint.Filter[0].Eigenvalue + ((end - fingerprint.Filter[0].Eigenvalue) * i / Points)
                ),
        ];
        double top = Math.Max(1.2, 1.1 * fingerprint.Filter.Max(point => Math.Min(point.High, 3)));
        double bottom = Math.Min(0, 1.1 * fingerprint.Filter.Min(point => Math.Max(point.Low, -2)));
        List<Series> series =
        [
            Density(comparison, grid, bottom, top),
            new Band("", Curve(fingerprint, point => point.Low), Curve(fingerprint, point => point.High))
            {
                Color = ChartColors.Subject,
            },
        ];
        int color = ChartColors.Chebyshev;
        foreach (Candidate candidate in Closest(comparison))
        {
            series.Add(
                new Line(
                    BehaviourWording.Of(candidate),
                    [.. grid.Select(h => new ChartPoint(h, Inside(Filter(candidate, h) ?? double.NaN, bottom, top)))],
                    Stroke.Dashed
                )
                {
                    Color = color++,
                }
            );
        }

        if (OptimumOf(comparison) is { } optimum)
        {
            series.Add(
                new Line(
                    $"optimum of {optimum.Polynomial.Degree} gradients",
                    [.. grid.Select(h => new ChartPoint(h, Inside(1 - optimum.Polynomial.Evaluate(h), bottom, top)))],
                    Stroke.Dotted
                )
                {
                    Color = ChartColors.Optimum,
                }
            );
        }

        series.Add(
            new Line("the network, with its 95 % band", Curve(fingerprint, point => Inside(point.Value, bottom, top)))
            {
                Color = ChartColors.Subject,
            }
        );
        return new Chart(
            $"Spectral fingerprint, d = {comparison.Probe.Dimension}, n = {comparison.Probe.Context}",
            new Axis($"eigenvalue h of {BehaviourWording.MatrixOf(fingerprint.Frame)}", Minimum: 0, Maximum: end),
            new Axis("filter g(h)", Minimum: bottom, Maximum: top),
            series
        );
    }

    /// <summary>g(h) of a candidate that is a filter of h alone; null for others.</summary>
    public static double? Filter(Candidate candidate, double eigenvalue) =>
        candidate.IsPointwise ? eigenvalue * candidate.Multipliers!([eigenvalue])[0] : null;

    private static IEnumerable<Candidate> Closest(Comparison comparison)
    {
        Candidate first = comparison.Verdict.Method ?? comparison.Verdict.Closest;
        return BehaviourTables
            .Best(comparison)
            .Where(candidate => candidate != first && !comparison.Verdict.Others.Contains(candidate))
            .Prepend(first)
            .Where(candidate => candidate.Frame == comparison.Fingerprint.Frame && candidate.Name != "zero")
            .Where(candidate => Filter(candidate, 1) is not null)
            .Take(Methods);
    }

    private static Optimum? OptimumOf(Comparison comparison)
    {
        Candidate candidate = comparison.Verdict.Method ?? comparison.Verdict.Closest;
        int? layers = comparison.Verdict.Degree.Least ?? candidate.Steps;
        bool fits =
            layers is >= 1 and <= 12
            && candidate.Name is not ("newton" or "ridge" or "least-squares" or "zero")
            && comparison.Probe.Design.Law is { TaskScale: not null, Noise: 0 }
            && (
                comparison.Fingerprint.Frame == Comparison.WhitenedFrame
                || BehaviourWording.Of(comparison.Probe.Design.Law).Contains("covariance I", StringComparison.Ordinal)
            );
        return fits ? Optimum.Of(comparison.Probe.Design.Law, comparison.Probe.Context, layers!.Value) : null;
    }

    /// <summary>A kernel estimate of the eigenvalues' density, scaled to the foot of the figure.</summary>
    private static Band Density(Comparison comparison, double[] grid, double bottom, double top)
    {
        double[] spectrum = comparison.Fingerprint.Spectrum.ToArray();
        double width = 1.06 * Bootstrap.Deviation(spectrum) * Math.Pow(spectrum.Length, -0.2) / 2;
        double[] density = [.. grid.Select(h => spectrum.Sum(x => Math.Exp(-(x - h) * (x - h) / (2 * width * width))))];
        double scale = DensityHeight * (top - bottom) / density.Max();
        return new Band(
            "density of the eigenvalues",
            [.. grid.Select(h => new ChartPoint(h, bottom))],
            [.. grid.Zip(density, (h, value) => new ChartPoint(h, bottom + (scale * value)))]
        )
        {
            Color = ChartColors.Density,
        };
    }

    private static ChartPoint[] Curve(Fingerprint fingerprint, Func<FilterPoint, double> value) =>
        [.. fingerprint.Filter.Select(point => new ChartPoint(point.Eigenvalue, value(point)))];

    private static double Inside(double value, double bottom, double top) =>
        value >= bottom - 1 && value <= top + 1 ? value : double.NaN;
}
