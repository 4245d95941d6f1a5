using System.Numerics;

namespace Memformer.Theory.Algebra;

// How a fraction comes to its lowest terms and to its smallest representation.
public readonly partial struct Rational
{
    /// <summary>
    /// The remainder of this integer modulo a prime, in [0, <paramref name="modulus"/>). This must be an integer.
    /// </summary>
    internal uint Modulo(uint modulus)
    {
        if (_large is { } large)
        {
            var bigRemainder = (long)(large.Numerator % modulus);
            return (uint)(bigRemainder < 0 ? bigRemainder + modulus : bigRemainder);
        }

        var remainder = _numerator % modulus;
        return (uint)(remainder < 0 ? remainder + modulus : remainder);
    }

    /// <summary>The least common denominator; 1 of no numbers.</summary>
    internal static BigInteger CommonDenominator(ReadOnlySpan<Rational> values)
    {
        var common = BigInteger.One;
        foreach (var value in values)
        {
            if (!value.IsInteger)
            {
                common *= value.Denominator / BigInteger.GreatestCommonDivisor(common, value.Denominator);
            }
        }

        return common;
    }

    private static Rational AddIntegers(long left, long right)
    {
        var sum = unchecked(left + right);
        var overflows = ((left ^ sum) & (right ^ sum)) < 0;
        return overflows || sum == long.MinValue ? FromCoprime((BigInteger)left + right, BigInteger.One) : new(sum, 0);
    }

    private static Rational MultiplyIntegers(long left, long right)
    {
        var high = Math.BigMul(left, right, out var low);
        return high == low >> 63 && low != long.MinValue
            ? new(low, 0)
            : FromCoprime((BigInteger)left * right, BigInteger.One);
    }

    // Henrici's sum: only the common factor of the denominators can cancel.
    private static Rational AddLarge(Rational left, Rational right)
    {
        var (a, b, c, d) = (left.Numerator, left.Denominator, right.Numerator, right.Denominator);
        if (b == d)
        {
            return b.IsOne ? FromInteger(a + c) : Reduce(a + c, b);
        }

        var common = BigInteger.GreatestCommonDivisor(b, d);
        if (common.IsOne)
        {
            return FromCoprime(a * d + c * b, b * d);
        }

        var cofactor = b / common;
        var numerator = a * (d / common) + c * cofactor;
        var remaining = BigInteger.GreatestCommonDivisor(numerator, common);
        return FromCoprime(numerator / remaining, cofactor * (d / remaining));
    }

    private static Rational SubtractLarge(Rational left, Rational right) =>
        left.IsInteger && right.IsInteger ? FromInteger(left.Numerator - right.Numerator) : AddLarge(left, -right);

    private static Rational MultiplyLarge(Rational left, Rational right)
    {
        var (a, b, c, d) = (left.Numerator, left.Denominator, right.Numerator, right.Denominator);
        if (b.IsOne && d.IsOne)
        {
            return FromInteger(a * c);
        }

        var first = BigInteger.GreatestCommonDivisor(a, d);
        var second = BigInteger.GreatestCommonDivisor(c, b);
        return first.IsZero || second.IsZero
            ? default
            : FromCoprime(a / first * (c / second), b / second * (d / first));
    }

    private static Rational Reduce(Int128 numerator, Int128 denominator)
    {
        var magnitude = Int128.Abs(numerator);
        if (magnitude > ulong.MaxValue || denominator > ulong.MaxValue)
        {
            return Reduce((BigInteger)numerator, (BigInteger)denominator);
        }

        var divisor = GreatestCommonDivisor((ulong)magnitude, (ulong)denominator);
        var (reducedNumerator, reducedDenominator) = (numerator / divisor, denominator / divisor);
        return Int128.Abs(reducedNumerator) <= long.MaxValue && reducedDenominator <= long.MaxValue
            ? new((long)reducedNumerator, (long)reducedDenominator - 1)
            : FromCoprime((BigInteger)reducedNumerator, (BigInteger)reducedDenominator);
    }

    private static Rational Reduce(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero)
        {
            throw new DivideByZeroException($"The fraction {numerator}/0 has denominator zero.");
        }

        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator);
        if (denominator.Sign < 0)
        {
            divisor = -divisor;
        }

        return FromCoprime(numerator / divisor, denominator / divisor);
    }

    private static Rational FromCoprime(BigInteger numerator, BigInteger denominator) =>
        IsSmall(numerator) && IsSmall(denominator)
            ? new((long)numerator, (long)denominator - 1)
            : new(new LargeFraction(numerator, denominator));

    private static Rational FromInteger(BigInteger value) =>
        IsSmall(value) ? new((long)value, 0) : new(new LargeFraction(value, BigInteger.One));

    // long.MinValue is left out, so that a small number's opposite is small.
    private static bool IsSmall(BigInteger value) => value <= long.MaxValue && value >= -long.MaxValue;

    private static ulong GreatestCommonDivisor(ulong left, ulong right)
    {
        while (right != 0)
        {
            (left, right) = (right, left % right);
        }

        return left;
    }
}
