using System.Collections.Concurrent;
using Memformer.Learn.Problems;
using Memformer.Learn.Spectra;

namespace Memformer.Learn.Limits;

/// <summary>
/// The mean loss of a method with a given residual polynomial p on Σ⁻¹, exactly: c E tr p(H)² + (σ²/n) E tr H u(H)² for
/// whitened H, w* ~ N(0, cΣ⁻¹) and u = (1 − p)/h, whatever the tails, because the moments of H are known.
/// </summary>
public static class ResidualLoss
{
    // A time line asks for the same spectrum at every checkpoint, and exact moments of high degree take a second.
    private static readonly ConcurrentDictionary<
        (int Dimension, int Context, int Degree),
        SpectralQuadrature
    > _spectra = new();

    /// <summary>
    /// The loss without the σ² of the query's own answer; null where the law's moments are not known or the degree is too high.
    /// </summary>
    /// <param name="law">The law of the prompts.</param>
    /// <param name="context">n ≥ 1.</param>
    /// <param name="degree">The degree of p.</param>
    /// <param name="residual">p at an eigenvalue.</param>
    public static double? Of(DataLaw law, int context, int degree, Func<double, double> residual)
    {
        ArgumentNullException.ThrowIfNull(law);
        if (
            law.Covariates != CovariateKind.Gaussian
            || law.TaskScale is not double scale
            || degree >= SpectralQuadrature.MostNodes
        )
        {
            return null;
        }

        double variance = law.Noise * law.Noise / context;
        double Loss(double eigenvalue)
        {
            double left = residual(eigenvalue);
            double driven = eigenvalue > 0 ? (1 - left) * (1 - left) / eigenvalue : 0;
            return (scale * left * left) + (variance * driven);
        }

        return _spectra
            .GetOrAdd(
                (law.Dimension, context, 2 * degree),
                key => SpectralQuadrature.For(key.Dimension, key.Context, key.Degree)
            )
            .Expect(Loss);
    }
}
