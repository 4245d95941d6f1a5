using System.Numerics;

namespace Memformer.Theory.Algebra;

// Where it is zero, exactly.
public sealed partial class UnivariatePolynomial
{
    /// <summary>
    /// The distinct real roots in increasing order, each in an interval of its own that can be refined at will. The
    /// intervals, ends included, do not touch; an end is a root only if the interval is a single point.
    /// </summary>
    /// <exception cref="InvalidOperationException">This is the zero polynomial.</exception>
    public IReadOnlyList<RealRoot> RealRoots()
    {
        RequireNonZero();
        return RootIsolation.Of(SquareFreePart());
    }

    /// <summary>The number of distinct real roots.</summary>
    /// <exception cref="InvalidOperationException">This is the zero polynomial.</exception>
    public int CountRealRoots() => RealRoots().Count;

    /// <summary>The number of distinct real roots in the half-open interval (lower, upper].</summary>
    /// <exception cref="InvalidOperationException">This is the zero polynomial.</exception>
    /// <exception cref="ArgumentException"><paramref name="lower"/> is above <paramref name="upper"/>.</exception>
    public int CountRealRoots(Rational lower, Rational upper) =>
        lower <= upper
            ? RealRoots().Count(root => root.CompareTo(lower) > 0 && root.CompareTo(upper) <= 0)
            : throw new ArgumentException($"The interval's lower end {lower} is above its upper end {upper}.");

    /// <summary>The product of the distinct irreducible factors: the same roots, all of them simple.</summary>
    public UnivariatePolynomial SquareFreePart() => Degree < 1 ? this : DivideBy(Gcd(this, Derivative())).Quotient;

    /// <summary>
    /// The greatest common divisor: with integer coefficients without a common factor, and a positive leading
    /// coefficient. The divisor of two zeros is zero.
    /// </summary>
    public static UnivariatePolynomial Gcd(UnivariatePolynomial left, UnivariatePolynomial right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var variable = new Symbol("x");
        return Polynomial.Gcd(left.ToPolynomial(variable), right.ToPolynomial(variable)).ToUnivariate();
    }

    /// <summary>
    /// The coefficients of the positive multiple of this polynomial whose coefficients are integers without a common
    /// factor, that of the constant term first.
    /// </summary>
    internal BigInteger[] PrimitiveIntegers() => DividedByContent(_cleared.Value.Integers);

    private static (BigInteger[] Integers, BigInteger Denominator) Cleared(Rational[] coefficients)
    {
        var denominator = Rational.CommonDenominator(coefficients);
        return (Array.ConvertAll(coefficients, c => c.Numerator * (denominator / c.Denominator)), denominator);
    }

    internal static BigInteger[] DividedByContent(BigInteger[] integers)
    {
        var content = integers.Aggregate(BigInteger.Zero, BigInteger.GreatestCommonDivisor);
        return content.IsOne || content.IsZero ? integers : Array.ConvertAll(integers, integer => integer / content);
    }

    internal void RequireNonZero()
    {
        if (IsZero)
        {
            throw new InvalidOperationException("Every number is a root of the zero polynomial.");
        }
    }
}
