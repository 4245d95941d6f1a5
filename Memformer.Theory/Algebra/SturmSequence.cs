using System.Numerics;

namespace Memformer.Theory.Algebra;

/// <summary>
/// Sturm's sequence of a polynomial: the number of sign changes that it loses between two points is the number of
/// distinct real roots between them.
/// </summary>
public sealed class SturmSequence
{
    private readonly List<BigInteger[]> _sequence = [];

    /// <summary>The sequence of a polynomial that is not zero; multiple roots count once.</summary>
    /// <exception cref="InvalidOperationException">The polynomial is zero.</exception>
    public SturmSequence(UnivariatePolynomial polynomial)
    {
        ArgumentNullException.ThrowIfNull(polynomial);
        polynomial.RequireNonZero();
        var squareFree = polynomial.SquareFreePart();
        var (previous, current) = (squareFree.PrimitiveIntegers(), squareFree.Derivative().PrimitiveIntegers());
        _sequence.Add(previous);
        while (current.Length > 0)
        {
            _sequence.Add(current);
            (previous, current) = (current, NegatedRemainder(previous, current));
        }
    }

    /// <summary>The number of distinct real roots.</summary>
    public int Count() =>
        SignChanges(polynomial => SignAtInfinity(polynomial, -1)) - SignChanges(p => SignAtInfinity(p, 1));

    /// <summary>The number of distinct real roots in the half-open interval (lower, upper].</summary>
    /// <exception cref="ArgumentException"><paramref name="lower"/> is above <paramref name="upper"/>.</exception>
    public int Count(Rational lower, Rational upper) =>
        lower <= upper
            ? SignChanges(polynomial => SignAt(polynomial, lower)) - SignChanges(p => SignAt(p, upper))
            : throw new ArgumentException($"The interval's lower end {lower} is above its upper end {upper}.");

    /// <summary>The sign of the polynomial with these coefficients, constant term first, at a rational point.</summary>
    internal static int SignAt(BigInteger[] coefficients, Rational point) =>
        ScaledValue(coefficients, point.Numerator, point.Denominator).Sign;

    /// <summary>The value at numerator/denominator, times denominator to the degree.</summary>
    internal static BigInteger ScaledValue(BigInteger[] coefficients, BigInteger numerator, BigInteger denominator)
    {
        var (value, scale) = (BigInteger.Zero, BigInteger.One);
        for (var power = coefficients.Length - 1; power >= 0; power--)
        {
            value = value * numerator + coefficients[power] * scale;
            scale *= denominator;
        }

        return value;
    }

    private static int SignAtInfinity(BigInteger[] coefficients, int direction) =>
        direction < 0 && coefficients.Length % 2 == 0 ? -coefficients[^1].Sign : coefficients[^1].Sign;

    private int SignChanges(Func<BigInteger[], int> sign)
    {
        var (changes, last) = (0, 0);
        foreach (var next in _sequence.Select(sign).Where(next => next != 0))
        {
            changes += next == -last ? 1 : 0;
            last = next;
        }

        return changes;
    }

    // A positive multiple of the negated remainder, so that all signs are those of the sequence over the rationals.
    private static BigInteger[] NegatedRemainder(BigInteger[] dividend, BigInteger[] divisor)
    {
        var remainder = (BigInteger[])dividend.Clone();
        var length = remainder.Length;
        var (leading, magnitude) = (divisor[^1], BigInteger.Abs(divisor[^1]));
        for (; length >= divisor.Length; length--)
        {
            var factor = remainder[length - 1] * leading.Sign;
            var shift = length - divisor.Length;
            for (var i = 0; i < length; i++)
            {
                remainder[i] *= magnitude;
                if (i >= shift)
                {
                    remainder[i] -= factor * divisor[i - shift];
                }
            }
        }

        while (length > 0 && remainder[length - 1].IsZero)
        {
            length--;
        }

        return UnivariatePolynomial.DividedByContent(Array.ConvertAll(remainder[..length], BigInteger.Negate));
    }
}
