using Memformer.Theory.Algebra;
using Memformer.Theory.Spectra;

namespace Memformer.Cli.Reports.Optima;

/// <summary>The largest |p| of a method on the interval of a Chebyshev method, to the precision that reports show.</summary>
internal static class WorstCase
{
    private static readonly Rational Tolerance = Rational.Parse("1e-12");

    /// <summary>A certified enclosure.</summary>
    public static Enclosure Of(UnivariatePolynomial residual, ChebyshevMethod interval) =>
        PolynomialRange.LargestMagnitude(residual, interval.Lower, interval.Upper, Tolerance);
}
