using System.Globalization;
using System.Numerics;

namespace Memformer.Theory.Algebra;

/// <summary>
/// A real root of a polynomial, held exactly: the polynomial and an interval that contains no other root. Immutable;
/// <see cref="Refine"/> gives the same root in a narrower interval.
/// </summary>
public sealed class RealRoot
{
    /// <summary>Binary digits that tell a double, and some to spare.</summary>
    private const int DoubleDigits = 60;

    // Integer coefficients, constant term first, all roots simple.
    private readonly BigInteger[] _coefficients;
    private readonly int _signBelow;

    private RealRoot(BigInteger[] coefficients, int signBelow, Rational lower, Rational upper)
    {
        _coefficients = coefficients;
        _signBelow = signBelow;
        Lower = lower;
        Upper = upper;
    }

    /// <summary>The lower end of the interval; the root is above it, unless it is known exactly.</summary>
    public Rational Lower { get; }

    /// <summary>The upper end of the interval; the root is below it, unless it is known exactly.</summary>
    public Rational Upper { get; }

    /// <summary>Whether the interval is a single point: the root is this rational number.</summary>
    public bool IsExact => Lower == Upper;

    /// <summary>The same root in an interval no wider than this.</summary>
    /// <param name="width">The greatest width allowed; positive.</param>
    public RealRoot Refine(Rational width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(width, Rational.Zero);
        // Quadratic interval refinement (Abbott, 2006): guess the root's place on a grid by interpolating linearly;
        // square the grid's fineness after a good guess, take its root after a bad one.
        var root = this;
        var logPieces = 2;
        while (root.Upper - root.Lower > width)
        {
            var piece = root.Guess(logPieces);
            (root, logPieces) = piece is null
                ? (root.Halved(), Math.Max(2, logPieces / 2))
                : (piece, Math.Min(logPieces * 2, 1 << 16));
        }

        return root;
    }

    /// <summary>The nearest double, ties to even.</summary>
    public double ToDouble()
    {
        var root = this;
        while (true)
        {
            var (below, above) = (root.Lower.ToDouble(), root.Upper.ToDouble());
            if (below == above)
            {
                return below;
            }

            if (double.BitIncrement(below) == above)
            {
                // Neighbours: the point half way between decides.
                var middle = (Rational.FromDouble(below) + Rational.FromDouble(above)) / 2;
                return root.CompareTo(middle) switch
                {
                    < 0 => below,
                    > 0 => above,
                    _ => middle.ToDouble(),
                };
            }
            // A width of a double's place at once, where it is known: refinement is quadratic, and slow to start.
            var width = root.Upper - root.Lower;
            var place = Rational.FromDouble(Math.ScaleB(Math.Min(Math.Abs(below), Math.Abs(above)), -DoubleDigits));
            root = root.Refine(
                root.Lower.Sign * root.Upper.Sign > 0 && place.Sign > 0 && place < width ? place : width / 1024
            );
        }
    }

    /// <summary>The root in decimal notation, rounded to a number of decimal places (ties away from zero).</summary>
    public string ToDecimal(int places)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(places);
        var scale = BigInteger.Pow(10, places);
        var root = Refine(new Rational(1, 4 * scale));
        var lower = Floor(root.Lower * scale);
        // The rounded value is one of a few neighbours: the largest whose lower rounding border the root reaches.
        var rounded = lower;
        while (root.CompareTo(new Rational(2 * rounded + 1, 2 * scale)) >= (rounded.Sign < 0 ? 1 : 0))
        {
            rounded++;
        }

        return Format(rounded, places);
    }

    /// <summary>Whether the root is below (negative), at (zero) or above (positive) a rational number.</summary>
    public int CompareTo(Rational point)
    {
        if (IsExact || point <= Lower || point >= Upper)
        {
            return IsExact ? Lower.CompareTo(point)
                : point <= Lower ? 1
                : -1;
        }

        return SignAt(_coefficients, point) * _signBelow;
    }

    /// <summary>The root in decimal notation, to seventeen significant digits.</summary>
    public override string ToString() => ToDouble().ToString("R", CultureInfo.InvariantCulture);

    internal static RealRoot Isolated(BigInteger[] coefficients, Rational lower, Rational upper)
    {
        var sign = SignAt(coefficients, lower);
        // An end of the interval may itself be another root; the sign just above it is then the derivative's.
        var signBelow = sign != 0 || lower == upper ? sign : SignAt(Derivative(coefficients), lower);
        return new(coefficients, signBelow, lower, upper);
    }

    private RealRoot At(Rational lower, Rational upper) => new(_coefficients, _signBelow, lower, upper);

    /// <summary>The same root in half the interval.</summary>
    internal RealRoot Halved()
    {
        if (IsExact)
        {
            return this;
        }

        var middle = (Lower + Upper) / 2;
        return CompareTo(middle) switch
        {
            < 0 => At(Lower, middle),
            > 0 => At(middle, Upper),
            _ => At(middle, middle),
        };
    }

    private RealRoot? Guess(int logPieces)
    {
        var denominator = Rational.CommonDenominator([Lower, Upper]);
        var below = ScaledValue(_coefficients, (Lower * denominator).Numerator, denominator);
        var above = ScaledValue(_coefficients, (Upper * denominator).Numerator, denominator);
        if (below.IsZero || above.IsZero)
        {
            return null;
        }

        var pieces = BigInteger.One << logPieces;
        var piece = (Upper - Lower) / pieces;
        var place = (2 * BigInteger.Abs(below) * pieces / BigInteger.Abs(below - above) + 1) / 2;
        place = BigInteger.Clamp(place, BigInteger.One, pieces - 1);
        var point = Lower + piece * place;
        return CompareTo(point) switch
        {
            0 => At(point, point),
            < 0 when CompareTo(point - piece) > 0 => At(point - piece, point),
            > 0 when CompareTo(point + piece) < 0 => At(point, point + piece),
            _ => null,
        };
    }

    private static int SignAt(BigInteger[] coefficients, Rational point) =>
        ScaledValue(coefficients, point.Numerator, point.Denominator).Sign;

    /// <summary>The value at numerator/denominator, times denominator to the degree.</summary>
    private static BigInteger ScaledValue(BigInteger[] coefficients, BigInteger numerator, BigInteger denominator)
    {
        var (value, scale) = (BigInteger.Zero, BigInteger.One);
        for (var power = coefficients.Length - 1; power >= 0; power--)
        {
            value = value * numerator + coefficients[power] * scale;
            scale *= denominator;
        }

        return value;
    }

    private static BigInteger[] Derivative(BigInteger[] coefficients) =>
        [.. coefficients.Select((coefficient, power) => coefficient * power).Skip(1)];

    private static BigInteger Floor(Rational value)
    {
        var quotient = BigInteger.DivRem(value.Numerator, value.Denominator, out var remainder);
        return remainder.Sign < 0 ? quotient - 1 : quotient;
    }

    private static string Format(BigInteger scaled, int places)
    {
        var digits = BigInteger.Abs(scaled).ToString(CultureInfo.InvariantCulture).PadLeft(places + 1, '0');
        var whole = digits[..^places];
        return (scaled.Sign < 0 ? "-" : "") + (places == 0 ? whole : $"{whole}.{digits[^places..]}");
    }
}
