using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Behaviour.Filters;
using Memformer.Learn.Behaviour.Samples;

namespace Memformer.Learn.Behaviour;

/// <summary>The filter at one eigenvalue, with a pointwise 95 % band over resampled contexts.</summary>
/// <param name="Eigenvalue">h.</param>
/// <param name="Value">g(h).</param>
/// <param name="Low">The 2.5 % quantile.</param>
/// <param name="High">The 97.5 % quantile.</param>
public sealed record FilterPoint(double Eigenvalue, double Value, double Low, double High);

/// <summary>
/// The spectral fingerprint of a network: the function g with ŵ ≈ g(H) ŵ_LS, estimated from answers alone, and what no
/// such function explains.
/// </summary>
/// <param name="Frame">Of which matrix the eigenvalues are: <c>identity</c> for H, <c>inverse-covariance</c> for Σ^{-1/2} H Σ^{-1/2}, <c>fitted</c> for A^{1/2} H A^{1/2}.</param>
/// <param name="Filter">g over the spectrum of the probe.</param>
/// <param name="Unexplained">The share of the answers' mean square that no g explains, on contexts that g was not fitted to.</param>
public sealed record Fingerprint(string Frame, IReadOnlyList<FilterPoint> Filter, Estimate Unexplained)
{
    private const int Points = 61;

    /// <summary>Quantiles of the eigenvalues between which g is shown.</summary>
    private const double FirstQuantile = 0.005;

    /// <summary>Enough to take away directions that no question looks at, too little to be seen in a smooth filter.</summary>
    private const double Smoothing = 1e-9;

    /// <summary>The eigenvalues of all contexts, above 0, ascending.</summary>
    public IReadOnlyList<double> Spectrum { get; init; } = [];

    /// <summary>Σ of squares that no filter explains, of each context.</summary>
    internal double[] SquaredErrors { get; init; } = [];

    internal static Fingerprint Of(SpectralSample sample, FilterFitter fitter, Bootstrap bootstrap)
    {
        double[] spectrum = [.. sample.Contexts.SelectMany(context => context.Eigenvalues).Where(h => h > 0).Order()];
        SplineBasis splines = new(spectrum);
        LinearFilters filters = new(
            sample,
            fitter,
            eigenvalue => Array.ConvertAll(splines.Values(eigenvalue), value => value / eigenvalue)
        );
        Matrix<double> penalty = splines.Roughness() * Smoothing;
        double[] errors = HeldOutErrors(filters, sample.Contexts.Count, penalty);
        double[] all = filters.Fit([.. Enumerable.Repeat(1, sample.Contexts.Count)], penalty);
        double[][] resampled = [.. bootstrap.Counts.Select(counts => filters.Fit(counts, penalty))];
        double least = spectrum[(int)(FirstQuantile * (spectrum.Length - 1))];
        double largest = spectrum[(int)((1 - FirstQuantile) * (spectrum.Length - 1))];
        FilterPoint[] points =
        [
            .. Enumerable
                .Range(0, Points)
                .Select(i => PointAt(least + ((largest - least) * i / (Points - 1)), splines, all, resampled)),
        ];
        return new Fingerprint(sample.Frame, points, bootstrap.Ratio(errors, fitter.Energies))
        {
            Spectrum = spectrum,
            SquaredErrors = errors,
        };
    }

    /// <summary>Each half of the contexts judged by the filter of the other half.</summary>
    private static double[] HeldOutErrors(LinearFilters filters, int contexts, Matrix<double> penalty)
    {
        double[] errors = new double[contexts];
        for (int half = 0; half < 2; half++)
        {
            int[] counts = [.. Enumerable.Range(0, contexts).Select(c => c % 2 == half ? 1 : 0)];
            double[] judged = filters.SquaredErrors(filters.Fit(counts, penalty));
            for (int c = 0; c < contexts; c++)
            {
                errors[c] += counts[c] == 0 ? judged[c] : 0;
            }
        }

        return errors;
    }

    private static FilterPoint PointAt(double eigenvalue, SplineBasis splines, double[] all, double[][] resampled)
    {
        const double tail = 0.025;
        double[] values = splines.Values(eigenvalue);
        double[] band = [.. resampled.Select(coefficients => FilterFitter.Inner(values, coefficients)).Order()];
        return new FilterPoint(
            eigenvalue,
            FilterFitter.Inner(values, all),
            band[(int)(tail * (band.Length - 1))],
            band[(int)Math.Ceiling((1 - tail) * (band.Length - 1))]
        );
    }
}
