using System.Numerics;
using Memformer.Theory.Algebra;

namespace Memformer.Theory.Spectra;

/// <summary>
/// The mean loss of a network with a given residual polynomial p on isotropic prompts, or whitened ones:
/// E tr p(H)² + (σ²/n) E tr H u(H)² + σ² with u = (1 − p)/h.
/// </summary>
public static class MeanLoss
{
    /// <summary>The exact loss, σ² included.</summary>
    /// <param name="residual">p, with p(0) = 1.</param>
    /// <param name="dimension">d ≥ 1.</param>
    /// <param name="context">n ≥ 1.</param>
    /// <param name="noise">σ ≥ 0.</param>
    /// <exception cref="UsageException">A size is out of range, or p(0) ≠ 1.</exception>
    public static Rational Of(UnivariatePolynomial residual, int dimension, int context, Rational noise)
    {
        Demand.NotNegative("the noise", noise);
        if (residual.Evaluate(Rational.Zero) != Rational.One)
        {
            throw new UsageException(
                $"a residual polynomial is 1 at 0; this one is {residual.Evaluate(Rational.Zero)}"
            );
        }

        Rational[] u = [.. residual.Coefficients.Skip(1).Select(c => -c)];
        UnivariatePolynomial correction = new(u);
        UnivariatePolynomial h = new([0, 1]);
        var variance = noise * noise;
        var loss = residual * residual + variance / context * (h * correction * correction);
        var moments = WishartMoments.TracesOfPowers(dimension, context, loss.Degree);
        var mean = variance;
        for (var k = 0; k < moments.Length; k++)
        {
            mean += loss.Coefficients[k] * new Rational(moments[k], BigInteger.Pow(context, k));
        }

        return mean;
    }
}
