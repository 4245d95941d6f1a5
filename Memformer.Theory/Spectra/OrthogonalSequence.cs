using System.Numerics;
using Memformer.Theory.Algebra;

namespace Memformer.Theory.Spectra;

/// <summary>
/// The orthogonal polynomials c_0 … c_L of a measure on the line, from its moments: with integer coefficients that have no common
/// factor, and the recurrence of three terms between them.
/// </summary>
/// <remarks>
/// Stieltjes' recurrence π_k = (x − α) π_{k−1} − β π_{k−2} without fractions. For integer multiples c_k of π_k with
/// A_k = ∫ c_k x^k and B_k = ∫ c_k x^(k+1), c_k is a multiple of
/// (A' A x − A' B + A B') c_{k−1} − A² c_{k−2}, where A and B are of k−1, and A' and B' of k−2. Without common factors the
/// coefficients are a tenth as long as the determinants of the linear system. Source: W. Gautschi, Orthogonal Polynomials, 2004,
/// sections 1.3 and 2.1.
/// </remarks>
internal sealed class OrthogonalSequence
{
    private readonly List<BigInteger[]> _polynomials =
    [
        [BigInteger.One],
    ];
    private readonly List<(Rational Slope, Rational Before)> _recurrence = [];

    /// <summary>The polynomials up to the degree that the moments reach.</summary>
    /// <param name="moments">m_0 … m_{2L−1} of a measure with more than L points.</param>
    public OrthogonalSequence(BigInteger[] moments)
    {
        (var norm, var mixed) = (BigInteger.One, BigInteger.Zero);
        for (var degree = 1; 2 * degree <= moments.Length; degree++)
        {
            (var normBefore, var mixedBefore) = (norm, mixed);
            norm = Integral(_polynomials[^1], moments.AsSpan(degree - 1));
            mixed = Integral(_polynomials[^1], moments.AsSpan(degree));
            Add(
                UnivariatePolynomial.DividedByContent([
                    normBefore * norm,
                    norm * mixedBefore - normBefore * mixed,
                    -norm * norm,
                ])
            );
        }
    }

    /// <summary>Coefficients of c_k, lowest first.</summary>
    public IReadOnlyList<BigInteger> this[int degree] => _polynomials[degree];

    /// <summary>
    /// The recurrence between the multiples ρ_k = c_k / c_k(z): ρ_k = (1 + b − a (x − z)) ρ_{k−1} − b ρ_{k−2}.
    /// </summary>
    /// <param name="point">z, outside the measure's support, so that no c_k vanishes there.</param>
    /// <returns>a and b for k = 1 … L.</returns>
    public IReadOnlyList<MomentumStep> RecurrenceFrom(Rational point)
    {
        Rational[] values =
        [
            .. _polynomials.Select(c => new UnivariatePolynomial(c.Select(i => (Rational)i)).Evaluate(point)),
        ];
        return
        [
            .. _recurrence.Select(
                (factors, k) =>
                    new MomentumStep(
                        -factors.Slope * values[k] / values[k + 1],
                        k == 0 ? Rational.Zero : -factors.Before * values[k - 1] / values[k + 1]
                    )
            ),
        ];
    }

    private void Add(BigInteger[] factors)
    {
        var last = _polynomials[^1];
        var lastButOne = _polynomials.Count > 1 ? _polynomials[^2] : [];
        var next = new BigInteger[last.Length + 1];
        for (var i = 0; i < next.Length; i++)
        {
            next[i] =
                (i > 0 ? factors[0] * last[i - 1] : BigInteger.Zero)
                + (i < last.Length ? factors[1] * last[i] : BigInteger.Zero)
                + (i < lastButOne.Length ? factors[2] * lastButOne[i] : BigInteger.Zero);
        }

        var primitive = UnivariatePolynomial.DividedByContent(next);
        Rational content = new(next[^1], primitive[^1]);
        _polynomials.Add(primitive);
        _recurrence.Add((factors[0] / content, factors[2] / content));
    }

    private static BigInteger Integral(BigInteger[] polynomial, ReadOnlySpan<BigInteger> moments)
    {
        var sum = BigInteger.Zero;
        for (var i = 0; i < polynomial.Length; i++)
        {
            sum += polynomial[i] * moments[i];
        }

        return sum;
    }
}
