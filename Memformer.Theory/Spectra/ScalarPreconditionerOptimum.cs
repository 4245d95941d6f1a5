using Memformer.Theory.Algebra;
using Memformer.Theory.Spectra.Wishart;

namespace Memformer.Theory.Spectra;

/// <summary>
/// The best that L layers can do when the covariance Σ of the prompts is given and every preconditioner must be a
/// multiple of I, so that the network cannot whiten: x ~ N(0, Σ), w* ~ N(0, Σ⁻¹), loss
/// E tr Σ p(H) Σ⁻¹ p(H) + (σ²/n) E tr Σ H u(H)² + σ², p = 1 − h u. Exact, through the moments of
/// <see cref="PairingMoments"/>.
/// </summary>
/// <param name="Context">n ≥ 1.</param>
/// <param name="Layers">L.</param>
/// <param name="Noise">σ ≥ 0.</param>
/// <param name="Loss">E (prediction − y)², σ² included; exact for the covariance as given.</param>
/// <param name="Polynomial">The optimal residual polynomial in an eigenvalue h of H.</param>
public sealed record ScalarPreconditionerOptimum(
    int Context,
    int Layers,
    Rational Noise,
    Rational Loss,
    UnivariatePolynomial Polynomial
)
{
    /// <summary>The largest L that <see cref="For"/> accepts; beyond it the number of pairings explodes.</summary>
    public const int MostLayers = PairingMoments.HighestPower / 2;

    /// <summary>Computes the optimum.</summary>
    /// <param name="covariance">Σ, d×d, symmetric positive definite.</param>
    /// <param name="context">n ≥ 1.</param>
    /// <param name="layers">1 ≤ L ≤ <see cref="MostLayers"/>.</param>
    /// <param name="noise">σ ≥ 0.</param>
    /// <exception cref="UsageException">A size is out of range, or Σ is not square and symmetric.</exception>
    public static ScalarPreconditionerOptimum For(Rational[,] covariance, int context, int layers, Rational noise)
    {
        Demand.Within("the context length", context, 1);
        Demand.Within("the number of layers with a preconditioner that is a multiple of I", layers, 1, MostLayers);
        Demand.NotNegative("the noise", noise);
        var traces = TracesOfPowers(covariance, 2 * layers + 2);
        PairingMoments moments = new(traces, context);
        var variance = noise * noise;
        var system = new Rational[layers, layers];
        var right = new Rational[layers];
        for (var i = 0; i < layers; i++)
        {
            right[i] = moments.Sandwiched(0, i + 1);
            for (var j = 0; j < layers; j++)
            {
                system[i, j] = moments.Sandwiched(i + 1, j + 1) + variance * moments.Weighted(i + j + 1);
            }
        }

        var v = FractionFreeSolver.Solve(system, right);
        var loss = traces[0] + variance;
        var polynomial = new Rational[layers + 1];
        polynomial[0] = Rational.One;
        for (var i = 0; i < layers; i++)
        {
            loss -= v[i] * right[i];
            polynomial[i + 1] = -v[i] * ((Rational)context).Pow(i + 1);
        }

        return new ScalarPreconditionerOptimum(context, layers, noise, loss, new UnivariatePolynomial(polynomial));
    }

    private static Rational[] TracesOfPowers(Rational[,] covariance, int count)
    {
        var d = covariance.GetLength(0);
        if (covariance.GetLength(1) != d)
        {
            throw new UsageException(
                $"the covariance is {d}×{covariance.GetLength(1)}; allowed: as many columns as rows"
            );
        }

        var traces = new Rational[count];
        var power = new Rational[d, d];
        for (var i = 0; i < d; i++)
        {
            power[i, i] = Rational.One;
            for (var j = 0; j < i; j++)
            {
                if (covariance[i, j] != covariance[j, i])
                {
                    throw new UsageException(
                        $"the covariance's entries ({i + 1}, {j + 1}) and ({j + 1}, {i + 1}) differ"
                    );
                }
            }
        }

        for (var e = 0; e < count; e++)
        {
            traces[e] = Rational.Zero;
            for (var i = 0; i < d; i++)
            {
                traces[e] += power[i, i];
            }

            power = Product(power, covariance);
        }

        return traces;
    }

    private static Rational[,] Product(Rational[,] left, Rational[,] right)
    {
        var d = left.GetLength(0);
        var product = new Rational[d, d];
        for (var i = 0; i < d; i++)
        {
            for (var k = 0; k < d; k++)
            {
                for (var j = 0; j < d && !left[i, k].IsZero; j++)
                {
                    product[i, j] += left[i, k] * right[k, j];
                }
            }
        }

        return product;
    }
}
