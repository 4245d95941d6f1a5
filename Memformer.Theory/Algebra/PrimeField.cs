namespace Memformer.Theory.Algebra;

/// <summary>The integers modulo a prime below 2³¹, and polynomials in one variable over them.</summary>
/// <param name="Modulus">The prime.</param>
internal readonly record struct PrimeField(uint Modulus)
{
    private const uint LargestCandidate = uint.MaxValue >> 1;

    // Nearly every computation needs no more than these.
    private static readonly PrimeField[] First = [.. Below(LargestCandidate).Take(8)];

    /// <summary>The fields of the primes below 2³¹, the largest first.</summary>
    public static IEnumerable<PrimeField> Descending() => First.Concat(Below(First[^1].Modulus - 2));

    public uint Add(uint left, uint right) => (uint)(((ulong)left + right) % Modulus);

    public uint Subtract(uint left, uint right) => left >= right ? left - right : left + (Modulus - right);

    public uint Multiply(uint left, uint right) => (uint)((ulong)left * right % Modulus);

    /// <summary>One over a number that is not zero.</summary>
    public uint Inverse(uint value)
    {
        var (previous, current) = ((long)Modulus, (long)value);
        var (previousFactor, factor) = (0L, 1L);
        while (current != 0)
        {
            var quotient = previous / current;
            (previous, current) = (current, previous - quotient * current);
            (previousFactor, factor) = (factor, previousFactor - quotient * factor);
        }

        return (uint)(previousFactor < 0 ? previousFactor + Modulus : previousFactor);
    }

    /// <summary>The powers of a number from 0 up to an exponent.</summary>
    public uint[] Powers(uint value, int exponent)
    {
        var powers = new uint[exponent + 1];
        powers[0] = 1;
        for (var i = 1; i <= exponent; i++)
        {
            powers[i] = Multiply(powers[i - 1], value);
        }

        return powers;
    }

    /// <summary>
    /// The greatest common divisor of two polynomials, coefficients of the constant term first, with leading
    /// coefficient 1; empty when both are zero.
    /// </summary>
    public uint[] Gcd(uint[] left, uint[] right)
    {
        var (first, second) = (Trimmed(left), Trimmed(right));
        while (second.Length > 0)
        {
            (first, second) = (second, Remainder(first, second));
        }

        var inverse = first.Length == 0 ? 0 : Inverse(first[^1]);
        for (var i = 0; i < first.Length; i++)
        {
            first[i] = Multiply(first[i], inverse);
        }

        return first;
    }

    private uint[] Remainder(uint[] dividend, uint[] divisor)
    {
        var inverse = Inverse(divisor[^1]);
        var length = dividend.Length;
        for (; length >= divisor.Length; length--)
        {
            var factor = Multiply(dividend[length - 1], inverse);
            if (factor == 0)
            {
                continue;
            }

            ulong opposite = Modulus - factor;
            var shift = length - divisor.Length;
            for (var i = 0; i < divisor.Length; i++)
            {
                dividend[shift + i] = (uint)((dividend[shift + i] + opposite * divisor[i]) % Modulus);
            }
        }

        return Trimmed(dividend);
    }

    // A fresh array, which the remainder sequence may overwrite.
    private static uint[] Trimmed(uint[] coefficients) =>
        coefficients[..(Array.FindLastIndex(coefficients, coefficient => coefficient != 0) + 1)];

    private static IEnumerable<PrimeField> Below(uint candidate)
    {
        for (; candidate > 2; candidate -= 2)
        {
            if (IsPrime(candidate))
            {
                yield return new(candidate);
            }
        }
    }

    private static bool IsPrime(uint odd)
    {
        for (uint divisor = 3; divisor <= odd / divisor; divisor += 2)
        {
            if (odd % divisor == 0)
            {
                return false;
            }
        }

        return true;
    }
}
