namespace Memformer.Theory.Algebra;

// The field operations. Each looks for common factors only where they can be.
public sealed partial class RationalFunction
{
    /// <summary>The sum.</summary>
    public static RationalFunction operator +(RationalFunction left, RationalFunction right)
    {
        if (left.IsPolynomial && right.IsPolynomial)
        {
            return left.Numerator + right.Numerator;
        }

        if (left.Denominator.Equals(right.Denominator))
        {
            return Quotient(left.Numerator + right.Numerator, left.Denominator);
        }

        var common = Polynomial.Gcd(left.Denominator, right.Denominator);
        if (common.IsOne)
        {
            return FromCoprime(
                left.Numerator * right.Denominator + right.Numerator * left.Denominator,
                left.Denominator * right.Denominator
            );
        }
        // Henrici: what cancels in the sum divides the common factor of the denominators.
        var leftCofactor = left.Denominator.DivideExactly(common);
        var rightCofactor = right.Denominator.DivideExactly(common);
        var numerator = left.Numerator * rightCofactor + right.Numerator * leftCofactor;
        var cancelled = Polynomial.Gcd(numerator, common);
        return numerator.IsZero
            ? Zero
            : FromCoprime(
                numerator.DivideExactly(cancelled),
                leftCofactor * right.Denominator.DivideExactly(cancelled)
            );
    }

    /// <summary>The difference.</summary>
    public static RationalFunction operator -(RationalFunction left, RationalFunction right) =>
        left.IsPolynomial && right.IsPolynomial ? left.Numerator - right.Numerator : left + -right;

    /// <summary>The opposite function.</summary>
    public static RationalFunction operator -(RationalFunction value) => new(-value.Numerator, value.Denominator);

    /// <summary>The product.</summary>
    public static RationalFunction operator *(RationalFunction left, RationalFunction right)
    {
        if (left.IsOne || right.IsOne)
        {
            return left.IsOne ? right : left;
        }

        if (left.IsPolynomial && right.IsPolynomial)
        {
            return left.Numerator * right.Numerator;
        }

        if (left.IsZero || right.IsZero)
        {
            return Zero;
        }

        var first = Polynomial.Gcd(left.Numerator, right.Denominator);
        var second = Polynomial.Gcd(right.Numerator, left.Denominator);
        return FromCoprime(
            left.Numerator.DivideExactly(first) * right.Numerator.DivideExactly(second),
            left.Denominator.DivideExactly(second) * right.Denominator.DivideExactly(first)
        );
    }

    /// <summary>The quotient.</summary>
    /// <exception cref="UndefinedValueException"><paramref name="right"/> is zero.</exception>
    public static RationalFunction operator /(RationalFunction left, RationalFunction right)
    {
        if (right.IsZero)
        {
            throw new UndefinedValueException($"({left})/0: division by zero");
        }

        return left * right.Inverse();
    }

    /// <summary>One over this function.</summary>
    /// <exception cref="UndefinedValueException">This is zero.</exception>
    public RationalFunction Inverse()
    {
        if (IsZero)
        {
            throw new UndefinedValueException("1/0: division by zero");
        }

        return Numerator.IsConstant ? Denominator / Numerator.LeadingCoefficient : FromCoprime(Denominator, Numerator);
    }

    /// <summary>The sum; 0 of none.</summary>
    public static RationalFunction Sum(IEnumerable<RationalFunction> terms) =>
        terms.Aggregate(Zero, (sum, term) => sum + term);

    /// <summary>The sum of the products of pairs, brought to lowest terms once and not at every step.</summary>
    internal static RationalFunction SumOfProducts(IReadOnlyList<(RationalFunction Left, RationalFunction Right)> pairs)
    {
        if (pairs.Count == 1)
        {
            return pairs[0].Left * pairs[0].Right;
        }

        var denominators = new Polynomial[pairs.Count];
        var common = Polynomial.One;
        for (var i = 0; i < pairs.Count; i++)
        {
            denominators[i] = pairs[i].Left.Denominator * pairs[i].Right.Denominator;
            if (!denominators[i].IsConstant)
            {
                var shared = Polynomial.Gcd(common, denominators[i]);
                common *= denominators[i].DivideExactly(shared);
            }
        }

        var products = new (Polynomial, Polynomial)[pairs.Count];
        for (var i = 0; i < pairs.Count; i++)
        {
            var (left, right) = (pairs[i].Left.Numerator, pairs[i].Right.Numerator);
            products[i] = common.IsConstant ? (left, right) : (left * right, common.DivideExactly(denominators[i]));
        }

        return Quotient(Polynomial.SumOfProducts(products), common);
    }

    /// <summary>This function to an integer power; any function to the power 0 is 1.</summary>
    /// <exception cref="UndefinedValueException">This is zero and the exponent negative.</exception>
    /// <exception cref="ExpressionTooLargeException">The result is too large to be written out.</exception>
    public RationalFunction Pow(int exponent) =>
        exponent < 0 ? Inverse().Pow(checked(-exponent)) : new(Numerator.Pow(exponent), Denominator.Pow(exponent));
}
