using System.Numerics;

namespace Memformer.Theory.Algebra;

/// <summary>
/// An exact rational number of any size, in lowest terms with a positive denominator. <c>default</c> is zero.
/// </summary>
/// <remarks>
/// Implementation note: numerator and denominator are machine integers for as long as both fit; only then does the
/// value move to a pair of <see cref="BigInteger"/>. The representation is a function of the value, so equality is
/// equality of fields.
/// </remarks>
public readonly partial struct Rational : IEquatable<Rational>, IComparable<Rational>, IComparable, IParsable<Rational>
{
    private sealed record LargeFraction(BigInteger Numerator, BigInteger Denominator);

    private readonly long _numerator;

    // The denominator less one, so that default(Rational) is 0/1.
    private readonly long _denominatorLessOne;
    private readonly LargeFraction? _large;

    private Rational(long numerator, long denominatorLessOne)
    {
        _numerator = numerator;
        _denominatorLessOne = denominatorLessOne;
    }

    private Rational(LargeFraction large) => _large = large;

    /// <summary>The quotient of two integers, in lowest terms.</summary>
    /// <exception cref="DivideByZeroException"><paramref name="denominator"/> is zero.</exception>
    public Rational(BigInteger numerator, BigInteger denominator) => this = Reduce(numerator, denominator);

    /// <summary>The number 0.</summary>
    public static Rational Zero => default;

    /// <summary>The number 1.</summary>
    public static Rational One => new(1, 0);

    /// <summary>The numerator in lowest terms; it carries the sign.</summary>
    public BigInteger Numerator => _large?.Numerator ?? _numerator;

    /// <summary>The denominator in lowest terms; always positive.</summary>
    public BigInteger Denominator => _large?.Denominator ?? (BigInteger)_denominatorLessOne + 1;

    /// <summary>−1, 0 or 1.</summary>
    public int Sign => _large?.Numerator.Sign ?? Math.Sign(_numerator);

    /// <summary>Whether this is 0.</summary>
    public bool IsZero => _numerator == 0 && _large is null;

    /// <summary>Whether this is 1.</summary>
    public bool IsOne => _numerator == 1 && _denominatorLessOne == 0;

    private bool IsUnit => _denominatorLessOne == 0 && _numerator is 1 or -1;

    /// <summary>Whether the denominator is 1.</summary>
    public bool IsInteger => _large?.Denominator.IsOne ?? (_denominatorLessOne == 0);

    /// <summary>The integer as a rational number.</summary>
    public static implicit operator Rational(int value) => new(value, 0);

    /// <summary>The integer as a rational number.</summary>
    public static implicit operator Rational(long value) =>
        value == long.MinValue ? FromCoprime(value, BigInteger.One) : new(value, 0);

    /// <summary>The integer as a rational number.</summary>
    public static implicit operator Rational(BigInteger value) => FromCoprime(value, BigInteger.One);

    /// <summary>The sum.</summary>
    public static Rational operator +(Rational left, Rational right)
    {
        if (left._large is not null || right._large is not null)
        {
            return AddLarge(left, right);
        }

        if ((left._denominatorLessOne | right._denominatorLessOne) == 0)
        {
            return AddIntegers(left._numerator, right._numerator);
        }

        var leftDenominator = (Int128)left._denominatorLessOne + 1;
        var rightDenominator = (Int128)right._denominatorLessOne + 1;
        return Reduce(
            left._numerator * rightDenominator + right._numerator * leftDenominator,
            leftDenominator * rightDenominator
        );
    }

    /// <summary>The difference.</summary>
    public static Rational operator -(Rational left, Rational right) =>
        left._large is null && right._large is null ? left + -right : SubtractLarge(left, right);

    /// <summary>The opposite number.</summary>
    public static Rational operator -(Rational value) =>
        value._large is { } large
            ? new(large with { Numerator = -large.Numerator })
            : new(-value._numerator, value._denominatorLessOne);

    /// <summary>The number itself.</summary>
    public static Rational operator +(Rational value) => value;

    /// <summary>The product.</summary>
    public static Rational operator *(Rational left, Rational right)
    {
        if (left.IsUnit)
        {
            return left._numerator > 0 ? right : -right;
        }

        if (right.IsUnit)
        {
            return right._numerator > 0 ? left : -left;
        }

        if (left._large is not null || right._large is not null)
        {
            return MultiplyLarge(left, right);
        }

        if ((left._denominatorLessOne | right._denominatorLessOne) == 0)
        {
            return MultiplyIntegers(left._numerator, right._numerator);
        }

        return Reduce(
            (Int128)left._numerator * right._numerator,
            ((Int128)left._denominatorLessOne + 1) * ((Int128)right._denominatorLessOne + 1)
        );
    }

    /// <summary>The quotient.</summary>
    /// <exception cref="DivideByZeroException"><paramref name="right"/> is zero.</exception>
    public static Rational operator /(Rational left, Rational right) => right.IsOne ? left : left * right.Inverse();

    /// <summary>One over this number.</summary>
    /// <exception cref="DivideByZeroException">This is zero.</exception>
    public Rational Inverse()
    {
        if (IsZero)
        {
            throw new DivideByZeroException("Division of a rational number by zero.");
        }

        if (_large is { } large)
        {
            return large.Numerator.Sign < 0
                ? FromCoprime(-large.Denominator, -large.Numerator)
                : FromCoprime(large.Denominator, large.Numerator);
        }

        return _numerator < 0
            ? new(-_denominatorLessOne - 1, -_numerator - 1)
            : new(_denominatorLessOne + 1, _numerator - 1);
    }

    /// <summary>The absolute value.</summary>
    public Rational Abs() => Sign < 0 ? -this : this;

    /// <summary>This number to an integer power; any number to the power 0 is 1.</summary>
    /// <exception cref="DivideByZeroException">This is zero and <paramref name="exponent"/> is negative.</exception>
    /// <exception cref="ExpressionTooLargeException">The result would have more than a few million digits.</exception>
    public Rational Pow(int exponent)
    {
        if (exponent < 0)
        {
            return Inverse().Pow(checked(-exponent));
        }

        var bits = Math.Max(Numerator.GetBitLength(), Denominator.GetBitLength());
        if (bits > 1 && bits * exponent > ExpressionTooLargeException.MaximumBits)
        {
            throw ExpressionTooLargeException.ForPower(ToString(), exponent, "digits");
        }

        return FromCoprime(BigInteger.Pow(Numerator, exponent), BigInteger.Pow(Denominator, exponent));
    }

    /// <inheritdoc/>
    public int CompareTo(Rational other)
    {
        if (_large is null && other._large is null)
        {
            return ((Int128)_numerator * ((Int128)other._denominatorLessOne + 1)).CompareTo(
                (Int128)other._numerator * ((Int128)_denominatorLessOne + 1)
            );
        }

        return Sign != other.Sign
            ? Sign.CompareTo(other.Sign)
            : (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);
    }

    // F#'s comparison operators, sets and maps ask for this form.
    int IComparable.CompareTo(object? obj) =>
        obj is Rational other ? CompareTo(other) : throw new ArgumentException($"{obj} is not a rational number.");

    /// <inheritdoc/>
    public bool Equals(Rational other) =>
        _numerator == other._numerator
        && _denominatorLessOne == other._denominatorLessOne
        && (ReferenceEquals(_large, other._large) || (_large is not null && _large.Equals(other._large)));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Rational other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_numerator, _denominatorLessOne, _large);

    /// <summary>Whether the two numbers are equal.</summary>
    public static bool operator ==(Rational left, Rational right) => left.Equals(right);

    /// <summary>Whether the two numbers differ.</summary>
    public static bool operator !=(Rational left, Rational right) => !left.Equals(right);

    /// <summary>Whether <paramref name="left"/> is less than <paramref name="right"/>.</summary>
    public static bool operator <(Rational left, Rational right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> is greater than <paramref name="right"/>.</summary>
    public static bool operator >(Rational left, Rational right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> is at most <paramref name="right"/>.</summary>
    public static bool operator <=(Rational left, Rational right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> is at least <paramref name="right"/>.</summary>
    public static bool operator >=(Rational left, Rational right) => left.CompareTo(right) >= 0;
}
