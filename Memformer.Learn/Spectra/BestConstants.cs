using Memformer.Learn.Numerics;
using Memformer.Theory;
using Memformer.Theory.Algebra;
using Memformer.Theory.Spectra;

namespace Memformer.Learn.Spectra;

/// <summary>
/// The constants of a recurrence that make its mean loss after L steps smallest on isotropic prompts. The mean loss is a
/// polynomial in the constants and is evaluated exactly by <see cref="SpectralQuadrature"/>; the minimum is sought from
/// several starts.
/// </summary>
internal static class BestConstants
{
    /// <summary>Finds them.</summary>
    /// <param name="residual">The residual at an eigenvalue h, with a step first and then, if it has one, a second constant.</param>
    /// <param name="starts">Where the search for the second constant starts; empty for recurrences with a step alone.</param>
    /// <param name="dimension">d ≥ 1.</param>
    /// <param name="context">n ≥ 1.</param>
    /// <param name="layers">1 ≤ L &lt; <see cref="SpectralQuadrature.MostNodes"/>, the degree of the residual.</param>
    /// <param name="noise">σ ≥ 0.</param>
    /// <returns>The constants, and E (prediction − y)² with them, σ² included.</returns>
    /// <exception cref="UsageException">An argument is out of range.</exception>
    public static (double[] At, double Loss) Find(
        Func<double, Dual[], Dual> residual,
        double[] starts,
        int dimension,
        int context,
        int layers,
        Rational noise
    )
    {
        Demand.Within("the number of layers", layers, 1, SpectralQuadrature.MostNodes - 1);
        Demand.NotNegative("the noise", noise);
        SpectralQuadrature spectrum = SpectralQuadrature.For(dimension, context, 2 * layers);
        double sigma = noise.ToDouble();
        Dual[] Terms(Dual[] at) => LossTerms.Of(spectrum, context, sigma, h => residual(h, at));

        double scale = (double)context / (context + dimension + 1);
        double[] steps = [0.5 * scale, scale, 1.4 * scale];
        IEnumerable<double[]> points =
            starts.Length == 0
                ? steps.Select(step => new[] { step })
                : starts.SelectMany(second => steps.Select(step => new[] { step, second }));
        (double[] at, double value) = points
            .Select(start => LeastSquares.Minimise(Terms, start))
            .MinBy(minimum => minimum.Value);
        return (at, value + (sigma * sigma));
    }
}
