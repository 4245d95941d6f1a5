using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace Memformer.Theory.Algebra;

// The ways in and out: text, and binary floating point.
public readonly partial struct Rational
{
    private const int MaximumTextLength = 10_000;
    private const int MaximumDecimalExponent = 10_000;
    private const int DoublePrecision = 53;
    private const int DoubleMinimumExponent = -1022;

    /// <summary>The number as <c>p</c> or <c>p/q</c>.</summary>
    public override string ToString() =>
        IsInteger
            ? Numerator.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");

    /// <summary>Reads <c>-1/2</c>, <c>0.25</c>, <c>1e-3</c>; every one of them exactly.</summary>
    /// <exception cref="FormatException">The text is none of these.</exception>
    public static Rational Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var result)
            ? result
            : throw new FormatException($"'{Abbreviate(s)}' is not a number: write -1/2, 0.25 or 1e-3.");

    /// <summary>Reads a number in the forms that <see cref="Parse"/> reads.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, out Rational result) => TryParse(s, null, out result);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Rational result)
    {
        result = default;
        var text = s.AsSpan().Trim();
        if (text.Length is 0 or > MaximumTextLength)
        {
            return false;
        }

        var slash = text.IndexOf('/');
        if (slash < 0)
        {
            return TryParseDecimal(text, out result);
        }

        if (
            !TryParseDecimal(text[..slash].TrimEnd(), out var numerator)
            || !TryParseDecimal(text[(slash + 1)..].TrimStart(), out var denominator)
            || denominator.IsZero
        )
        {
            return false;
        }

        result = numerator / denominator;
        return true;
    }

    /// <summary>The exact value of a finite double.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is infinite or not a number.</exception>
    public static Rational FromDouble(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "Only a finite number has a rational value.");
        }

        var bits = BitConverter.DoubleToInt64Bits(value);
        var field = (int)((bits >> 52) & 0x7FF);
        var mantissa = (bits & 0xF_FFFF_FFFF_FFFF) | (field == 0 ? 0 : 1L << 52);
        var exponent = Math.Max(field, 1) - 1075;
        BigInteger signed = bits < 0 ? -mantissa : mantissa;
        return exponent >= 0 ? signed << exponent : new Rational(signed, BigInteger.One << -exponent);
    }

    /// <summary>The digits of the number where they end, as in <c>-0.125</c>; null where they do not, as of 1/3.</summary>
    internal string? ToExactDecimal()
    {
        var rest = Denominator;
        var twos = Exponent(ref rest, 2);
        var fives = Exponent(ref rest, 5);
        if (!rest.IsOne)
        {
            return null;
        }

        var places = Math.Max(twos, fives);
        var shifted = BigInteger.Abs(Numerator) * BigInteger.Pow(10, places) / Denominator;
        var digits = shifted.ToString(CultureInfo.InvariantCulture).PadLeft(places + 1, '0');
        var sign = Sign < 0 ? "-" : "";
        return places == 0 ? $"{sign}{digits}" : $"{sign}{digits[..^places]}.{digits[^places..]}";
    }

    /// <summary>How often a prime divides a number, which is left without it.</summary>
    private static int Exponent(ref BigInteger number, int prime)
    {
        var exponent = 0;
        while ((number % prime).IsZero)
        {
            number /= prime;
            exponent++;
        }

        return exponent;
    }

    /// <summary>
    /// The nearest double, ties to even; an infinity when the magnitude is beyond the largest double.
    /// </summary>
    public double ToDouble()
    {
        const long exactlyRepresentable = 1L << DoublePrecision;
        if (
            _large is null
            && Math.Abs(_numerator) <= exactlyRepresentable
            && _denominatorLessOne < exactlyRepresentable
        )
        {
            return (double)_numerator / (_denominatorLessOne + 1);
        }

        var magnitude = RoundToDouble(BigInteger.Abs(Numerator), Denominator);
        return Sign < 0 ? -magnitude : magnitude;
    }

    private static double RoundToDouble(BigInteger numerator, BigInteger denominator)
    {
        // A quotient of two or three bits more than a double holds, whose last bit says whether anything was cut off.
        var shift = DoublePrecision + 2 - (int)(numerator.GetBitLength() - denominator.GetBitLength());
        var quotient = BigInteger.DivRem(
            shift > 0 ? numerator << shift : numerator,
            shift < 0 ? denominator << -shift : denominator,
            out var remainder
        );
        var digits = (long)quotient | (remainder.IsZero ? 0L : 1L);
        var length = 64 - BitOperations.LeadingZeroCount((ulong)digits);
        var exponent = length - shift - 1;
        if (exponent > 1023)
        {
            return double.PositiveInfinity;
        }

        var precision = DoublePrecision - Math.Max(0, DoubleMinimumExponent - exponent);
        if (precision < 0)
        {
            return 0;
        }

        var dropped = length - precision;
        var (kept, rest, half) = (digits >> dropped, digits & ((1L << dropped) - 1), 1L << (dropped - 1));
        if (rest > half || (rest == half && (kept & 1) == 1))
        {
            kept++;
        }

        return Math.ScaleB(kept, dropped - shift);
    }

    private static bool TryParseDecimal(ReadOnlySpan<char> text, out Rational result)
    {
        result = default;
        var exponent = 0;
        var mark = text.IndexOfAny('e', 'E');
        if (mark >= 0)
        {
            var style = NumberStyles.AllowLeadingSign;
            if (
                !int.TryParse(text[(mark + 1)..], style, CultureInfo.InvariantCulture, out exponent)
                || Math.Abs((long)exponent) > MaximumDecimalExponent
            )
            {
                return false;
            }

            text = text[..mark];
        }

        var digits = text.ToString();
        var point = text.IndexOf('.');
        if (point >= 0)
        {
            digits = digits.Remove(point, 1);
            exponent -= text.Length - point - 1;
        }

        if (!BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
        {
            return false;
        }

        var scale = BigInteger.Pow(10, Math.Abs(exponent));
        result = exponent >= 0 ? integer * scale : new Rational(integer, scale);
        return true;
    }

    private static string Abbreviate(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
