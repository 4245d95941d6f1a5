using Memformer.Learn.Spectra;

namespace Memformer.Cli.Charts;

/// <summary>A curve of a spectrum chart.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Residual">|p| at an eigenvalue.</param>
/// <param name="Dashed">Whether it is drawn dashed: a reference, not the subject.</param>
internal sealed record ResidualLine(string Name, Func<double, double> Residual, bool Dashed = false);

/// <summary>
/// Residual polynomials over the spectrum that they act on: |p_L(h)| on a logarithmic scale, the expected density of
/// the eigenvalues of H behind it and the Marchenko–Pastur law beside it. Where a curve is low over the bulk the method is
/// good on most prompts; where it leaves 1 upwards, rare prompts explode.
/// </summary>
internal static class SpectrumChart
{
    private const int Points = 600;
    private const double Floor = 1e-6;
    private const double Ceiling = 100;

    /// <summary>The chart.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="dimension">d.</param>
    /// <param name="context">n.</param>
    /// <param name="curves">The methods.</param>
    public static Chart Of(string title, int dimension, int context, IReadOnlyList<ResidualLine> curves)
    {
        ExpectedSpectrum spectrum = ExpectedSpectrum.For(dimension, context);
        MarchenkoPastur limit = new(dimension, context);
        double end = 1.6 * limit.UpperEdge;
        double[] grid = [.. Enumerable.Range(1, Points).Select(i => end * i / Points)];
        double Expected(double h) => spectrum.Density(h) / dimension;
        IReadOnlyList<ChartPoint> Curve(Func<double, double> f) =>
            [.. grid.Select(h => new ChartPoint(h, Visible(f(h))))];

        return new Chart(
            title,
            new Axis("eigenvalue h of H", Minimum: 0, Maximum: end),
            new Axis("|p(h)|, and density of the eigenvalues", Logarithmic: true, Minimum: Floor, Maximum: Ceiling),
            [
                new Band(
                    "expected spectrum",
                    [.. grid.Select(h => new ChartPoint(h, Floor))],
                    [.. grid.Select(h => new ChartPoint(h, Math.Max(Expected(h), Floor)))]
                ),
                new Line("Marchenko–Pastur", Curve(limit.Density), Stroke.Dashed),
                .. curves.Select(curve => new Line(
                    curve.Name,
                    Curve(curve.Residual),
                    curve.Dashed ? Stroke.Dashed : Stroke.Solid
                )),
                new Level("|p| = 1", 1),
            ]
        );
    }

    /// <summary>A value that a logarithmic axis can show; beyond the frame the line breaks.</summary>
    private static double Visible(double value) =>
        Math.Abs(value) > 10 * Ceiling || value == 0 ? double.NaN : Math.Max(Math.Abs(value), Floor / 10);
}
