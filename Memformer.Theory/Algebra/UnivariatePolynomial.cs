using System.Numerics;

namespace Memformer.Theory.Algebra;

/// <summary>A polynomial in one variable with rational coefficients; immutable, with structural equality.</summary>
public sealed partial class UnivariatePolynomial : IEquatable<UnivariatePolynomial>
{
    private readonly Rational[] _coefficients;

    // The coefficients times their least common denominator, and that.
    private readonly Lazy<(BigInteger[] Integers, BigInteger Denominator)> _cleared;

    /// <summary>The polynomial with these coefficients, that of the constant term first.</summary>
    public UnivariatePolynomial(IEnumerable<Rational> coefficients)
    {
        var all = coefficients.ToArray();
        _coefficients = all[..(Array.FindLastIndex(all, coefficient => !coefficient.IsZero) + 1)];
        _cleared = new(() => Cleared(_coefficients));
    }

    /// <summary>The polynomial 0.</summary>
    public static UnivariatePolynomial Zero { get; } = new([]);

    /// <summary>The polynomial 1.</summary>
    public static UnivariatePolynomial One { get; } = new([Rational.One]);

    /// <summary>The variable itself.</summary>
    public static UnivariatePolynomial Variable { get; } = new([Rational.Zero, Rational.One]);

    /// <summary>The coefficients, that of the constant term first; the last is not zero. Zero has none.</summary>
    public IReadOnlyList<Rational> Coefficients => _coefficients;

    /// <summary>The degree; −1 for the zero polynomial.</summary>
    public int Degree => _coefficients.Length - 1;

    /// <summary>Whether this is 0.</summary>
    public bool IsZero => _coefficients.Length == 0;

    /// <summary>The coefficient of the highest power; 0 for the zero polynomial.</summary>
    public Rational LeadingCoefficient => IsZero ? Rational.Zero : _coefficients[^1];

    /// <summary>The number as a constant polynomial.</summary>
    public static implicit operator UnivariatePolynomial(Rational value) => new([value]);

    /// <summary>The number as a constant polynomial.</summary>
    public static implicit operator UnivariatePolynomial(int value) => (Rational)value;

    /// <summary>The sum.</summary>
    public static UnivariatePolynomial operator +(UnivariatePolynomial left, UnivariatePolynomial right) =>
        new(Enumerable.Range(0, Math.Max(left.Degree, right.Degree) + 1).Select(i => left.At(i) + right.At(i)));

    /// <summary>The difference.</summary>
    public static UnivariatePolynomial operator -(UnivariatePolynomial left, UnivariatePolynomial right) =>
        new(Enumerable.Range(0, Math.Max(left.Degree, right.Degree) + 1).Select(i => left.At(i) - right.At(i)));

    /// <summary>The opposite polynomial.</summary>
    public static UnivariatePolynomial operator -(UnivariatePolynomial value) =>
        new(value._coefficients.Select(c => -c));

    /// <summary>The product.</summary>
    public static UnivariatePolynomial operator *(UnivariatePolynomial left, UnivariatePolynomial right)
    {
        if (left.IsZero || right.IsZero)
        {
            return Zero;
        }

        var product = new Rational[left.Degree + right.Degree + 1];
        for (var i = 0; i <= left.Degree; i++)
        {
            for (var j = 0; j <= right.Degree; j++)
            {
                product[i + j] += left._coefficients[i] * right._coefficients[j];
            }
        }

        return new(product);
    }

    /// <summary>The polynomial divided by a number.</summary>
    /// <exception cref="DivideByZeroException">The number is zero.</exception>
    public static UnivariatePolynomial operator /(UnivariatePolynomial left, Rational right)
    {
        var inverse = right.Inverse();
        return new(left._coefficients.Select(coefficient => coefficient * inverse));
    }

    /// <summary>Quotient and remainder; the remainder's degree is below the divisor's.</summary>
    /// <exception cref="DivideByZeroException">The divisor is zero.</exception>
    public (UnivariatePolynomial Quotient, UnivariatePolynomial Remainder) DivideBy(UnivariatePolynomial divisor)
    {
        ArgumentNullException.ThrowIfNull(divisor);
        var inverse = divisor.LeadingCoefficient.Inverse();
        var remainder = (Rational[])_coefficients.Clone();
        var quotient = new Rational[Math.Max(0, Degree - divisor.Degree + 1)];
        for (var shift = quotient.Length - 1; shift >= 0; shift--)
        {
            var factor = remainder[shift + divisor.Degree] * inverse;
            quotient[shift] = factor;
            for (var i = 0; i <= divisor.Degree && !factor.IsZero; i++)
            {
                remainder[shift + i] -= factor * divisor._coefficients[i];
            }
        }

        return (new(quotient), new(remainder));
    }

    /// <summary>This polynomial to a power; any polynomial to the power 0 is 1.</summary>
    public UnivariatePolynomial Pow(int exponent)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(exponent);
        if (exponent == 0)
        {
            return One;
        }

        var half = Pow(exponent / 2);
        return exponent % 2 == 0 ? half * half : half * half * this;
    }

    /// <summary>The derivative.</summary>
    public UnivariatePolynomial Derivative() =>
        new(_coefficients.Select((coefficient, power) => coefficient * power).Skip(1));

    /// <summary>The exact value at a rational point.</summary>
    public Rational Evaluate(Rational point)
    {
        // In integers over the common denominator; a sum of fractions would be reduced at every step.
        var (integers, denominator) = _cleared.Value;
        var (value, scale) = (BigInteger.Zero, BigInteger.One);
        for (var power = Degree; power >= 0; power--)
        {
            value = value * point.Numerator + integers[power] * scale;
            scale *= point.Denominator;
            denominator *= power > 0 ? point.Denominator : BigInteger.One;
        }

        return new(value, denominator);
    }

    /// <summary>The value at a point by Horner's rule in double precision.</summary>
    public double Evaluate(double point) =>
        _coefficients.Reverse().Aggregate(0.0, (sum, coefficient) => sum * point + coefficient.ToDouble());

    /// <summary>The composition: this polynomial of <paramref name="inner"/>.</summary>
    public UnivariatePolynomial Compose(UnivariatePolynomial inner) =>
        _coefficients.Reverse().Aggregate(Zero, (sum, coefficient) => sum * inner + coefficient);

    /// <inheritdoc/>
    public bool Equals(UnivariatePolynomial? other) =>
        other is not null && _coefficients.AsSpan().SequenceEqual(other._coefficients);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as UnivariatePolynomial);

    /// <inheritdoc/>
    public override int GetHashCode() => _coefficients.Aggregate(Degree, HashCode.Combine);

    /// <summary>Whether the two polynomials are equal.</summary>
    public static bool operator ==(UnivariatePolynomial? left, UnivariatePolynomial? right) =>
        left?.Equals(right) ?? (right is null);

    /// <summary>Whether the two polynomials differ.</summary>
    public static bool operator !=(UnivariatePolynomial? left, UnivariatePolynomial? right) => !(left == right);

    /// <summary>The polynomial in the variable x.</summary>
    public override string ToString() => ToPolynomial(new("x")).ToString();

    /// <summary>The same polynomial, in the given symbol.</summary>
    public Polynomial ToPolynomial(Symbol variable) =>
        _coefficients
            .Select((coefficient, power) => Polynomial.Monomial(coefficient, variable, power))
            .Aggregate(Polynomial.Zero, (sum, term) => sum + term);

    private Rational At(int power) => power <= Degree ? _coefficients[power] : Rational.Zero;
}
