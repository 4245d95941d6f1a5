using Memformer.Learn.Spectra;

namespace Memformer.Cli.Charts;

/// <summary>A curve of a spectrum chart.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Residual">|p| at an eigenvalue.</param>
/// <param name="Color">The place of its colour in the palette.</param>
/// <param name="Dashed">Whether it is drawn dashed: a reference, not the subject.</param>
internal sealed record ResidualLine(string Name, Func<double, double> Residual, int Color, bool Dashed = false);

/// <summary>
/// Residual polynomials over the spectrum that they act on: |p_L(h)| on a logarithmic scale, and at its foot the expected
/// density of the eigenvalues of H and the Marchenko–Pastur law, on a linear scale of their own. Where a curve is low over the
/// bulk the method is good on most prompts; where it leaves 1 upwards, rare prompts explode.
/// </summary>
internal static class SpectrumChart
{
    private const int Points = 600;
    private const double Floor = 1e-6;
    private const double Ceiling = 100;

    /// <summary>The share of the height that the density takes.</summary>
    private const double DensityHeight = 0.3;

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
        double peak = grid.Max(Expected);
        double Foot(double density) =>
            Floor * Math.Pow(Ceiling / Floor, DensityHeight * Math.Min(density / peak, 1 / DensityHeight));
        IReadOnlyList<ChartPoint> Curve(Func<double, double> f) =>
            [.. grid.Select(h => new ChartPoint(h, Visible(f(h))))];

        return new Chart(
            title,
            new Axis("eigenvalue h of H", Minimum: 0, Maximum: end),
            new Axis("|p(h)|", Logarithmic: true, Minimum: Floor, Maximum: Ceiling),
            [
                new Band(
                    "eigenvalues (own scale)",
                    [.. grid.Select(h => new ChartPoint(h, Floor))],
                    [.. grid.Select(h => new ChartPoint(h, Foot(Expected(h))))]
                )
                {
                    Color = ChartColors.Density,
                },
                new Line("Marchenko–Pastur", Curve(h => Foot(limit.Density(h))), Stroke.Dotted)
                {
                    Color = ChartColors.Reference,
                },
                .. curves.Select(curve => new Line(
                    curve.Name,
                    Curve(curve.Residual),
                    curve.Dashed ? Stroke.Dashed : Stroke.Solid
                )
                {
                    Color = curve.Color,
                }),
                new Level("|p| = 1", 1) { Color = ChartColors.Reference },
            ]
        );
    }

    /// <summary>A value that a logarithmic axis can show; beyond the frame the line breaks.</summary>
    private static double Visible(double value) =>
        Math.Abs(value) > 10 * Ceiling || value == 0 ? double.NaN : Math.Max(Math.Abs(value), Floor / 10);
}
