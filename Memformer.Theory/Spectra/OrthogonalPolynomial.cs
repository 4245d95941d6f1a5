using System.Numerics;
using Memformer.Theory.Algebra;

namespace Memformer.Theory.Spectra;

/// <summary>The orthogonal polynomials of a measure on the line, from its moments.</summary>
internal static class OrthogonalPolynomial
{
    /// <summary>
    /// The polynomial of degree L that is orthogonal to all of lower degree, up to a factor: with integer coefficients that have no
    /// common one.
    /// </summary>
    /// <remarks>
    /// Stieltjes' recurrence π_k = (x − α) π_{k−1} − β π_{k−2} without fractions. For integer multiples c_k of π_k with
    /// A_k = ∫ c_k x^k and B_k = ∫ c_k x^(k+1), c_k is a multiple of
    /// (A' A x − A' B + A B') c_{k−1} − A² c_{k−2}, where A and B are of k−1, and A' and B' of k−2. Without common factors the
    /// coefficients are a tenth as long as the determinants of the linear system. Source: W. Gautschi, Orthogonal Polynomials, 2004,
    /// sections 1.3 and 2.1.
    /// </remarks>
    /// <param name="moments">m_0 … m_{2L−1} of a measure with more than L points.</param>
    public static UnivariatePolynomial Of(BigInteger[] moments)
    {
        (BigInteger[] last, BigInteger[] lastButOne) = ([BigInteger.One], []);
        (BigInteger norm, BigInteger mixed) = (BigInteger.One, BigInteger.Zero);
        for (int degree = 1; 2 * degree <= moments.Length; degree++)
        {
            (BigInteger normBefore, BigInteger mixedBefore) = (norm, mixed);
            norm = Integral(last, moments.AsSpan(degree - 1));
            mixed = Integral(last, moments.AsSpan(degree));
            BigInteger[] factors = UnivariatePolynomial.DividedByContent([
                normBefore * norm,
                norm * mixedBefore - normBefore * mixed,
                -norm * norm,
            ]);
            BigInteger[] next = new BigInteger[degree + 1];
            for (int i = 0; i <= degree; i++)
            {
                next[i] =
                    (i > 0 ? factors[0] * last[i - 1] : BigInteger.Zero)
                    + (i < last.Length ? factors[1] * last[i] : BigInteger.Zero)
                    + (i < lastButOne.Length ? factors[2] * lastButOne[i] : BigInteger.Zero);
            }

            (last, lastButOne) = (UnivariatePolynomial.DividedByContent(next), last);
        }

        return new UnivariatePolynomial(last.Select(coefficient => (Rational)coefficient));
    }

    private static BigInteger Integral(BigInteger[] polynomial, ReadOnlySpan<BigInteger> moments)
    {
        BigInteger sum = BigInteger.Zero;
        for (int i = 0; i < polynomial.Length; i++)
        {
            sum += polynomial[i] * moments[i];
        }

        return sum;
    }
}
