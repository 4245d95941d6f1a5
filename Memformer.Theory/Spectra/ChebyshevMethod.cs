using Memformer.Theory.Algebra;

namespace Memformer.Theory.Spectra;

/// <summary>
/// The method with the smallest worst case: among all p of degree L with p(0) = 1, the shifted Chebyshev polynomial
/// p(h) = T_L((b + a − 2h)/(b − a)) / T_L((b + a)/(b − a)) has the least max |p| on [a, b] (Golub and Varga, Numer.
/// Math. 3, 1961).
/// </summary>
/// <param name="Lower">a &gt; 0, the smallest eigenvalue.</param>
/// <param name="Upper">b &gt; a, the largest eigenvalue.</param>
/// <param name="Layers">L ≥ 1.</param>
public sealed record ChebyshevMethod(Rational Lower, Rational Upper, int Layers)
{
    /// <summary>The method for a spectrum in an interval.</summary>
    /// <param name="lower">a &gt; 0.</param>
    /// <param name="upper">b &gt; a.</param>
    /// <param name="layers">1 ≤ L ≤ <see cref="OptimalMethod.MostLayers"/>.</param>
    /// <exception cref="UsageException">An argument is out of range.</exception>
    public static ChebyshevMethod For(Rational lower, Rational upper, int layers)
    {
        Demand.Within("the number of layers", layers, 1, OptimalMethod.MostLayers);
        if (lower.Sign <= 0 || upper <= lower)
        {
            throw new UsageException($"the interval is [{lower}, {upper}]; allowed: 0 < lower end < upper end");
        }

        return new ChebyshevMethod(lower, upper, layers);
    }

    /// <summary>The residual polynomial p_L, exact.</summary>
    public UnivariatePolynomial Polynomial => Residuals()[^1];

    /// <summary>max |p_L| on the interval: 1/T_L((b + a)/(b − a)), exact.</summary>
    public Rational WorstCase => Chebyshev(Layers)[^1].Evaluate((Upper + Lower) / (Upper - Lower)).Inverse();

    /// <summary>The factor per layer as L grows: (√b − √a)/(√b + √a).</summary>
    public double AsymptoticRate
    {
        get
        {
            var root = Math.Sqrt((Upper / Lower).ToDouble());
            return (root - 1) / (root + 1);
        }
    }

    /// <summary>The residual polynomials p_1 … p_L of the Chebyshev semi-iteration; every one is optimal for its l.</summary>
    public IReadOnlyList<UnivariatePolynomial> Residuals()
    {
        var width = Upper - Lower;
        var centre = (Upper + Lower) / width;
        UnivariatePolynomial argument = new([centre, -2 / width]);
        return [.. Chebyshev(Layers).Skip(1).Select(t => t.Compose(argument) / t.Evaluate(centre))];
    }

    private static List<UnivariatePolynomial> Chebyshev(int degree)
    {
        List<UnivariatePolynomial> t = [UnivariatePolynomial.One, UnivariatePolynomial.Variable];
        while (t.Count <= degree)
        {
            t.Add((Rational)2 * UnivariatePolynomial.Variable * t[^1] - t[^2]);
        }

        return t;
    }
}
