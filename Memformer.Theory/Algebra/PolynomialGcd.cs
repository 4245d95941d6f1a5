namespace Memformer.Theory.Algebra;

/// <summary>Greatest common divisors of multivariate polynomials.</summary>
internal static class PolynomialGcd
{
    /// <summary>The greatest common divisor, primitive and with a positive leading coefficient.</summary>
    public static Polynomial Of(Polynomial left, Polynomial right)
    {
        if (left.IsZero || right.IsZero)
        {
            return (left + right).PrimitivePart();
        }
        if (left.IsConstant || right.IsConstant)
        {
            return Polynomial.One;
        }
        var main = left.Variables[0] < right.Variables[0] ? left.Variables[0] : right.Variables[0];
        var (first, firstContent) = Split(left, main);
        var (second, secondContent) = Split(right, main);
        var content = Of(firstContent, secondContent);
        while (!second.IsZero)
        {
            (first, second) = (second, Split(PseudoRemainder(first, second, main), main).Primitive);
        }
        var divisor = first.DegreeIn(main) == 0 ? Polynomial.One : first;
        return (divisor * content).PrimitivePart();
    }

    private static (Polynomial Primitive, Polynomial Content) Split(Polynomial polynomial, Symbol main)
    {
        if (polynomial.IsZero)
        {
            return (polynomial, polynomial);
        }
        var content = polynomial.CoefficientsIn(main).Aggregate(Polynomial.Zero, Of);
        return (polynomial.TryDivide(content)!.PrimitivePart(), content);
    }

    private static Polynomial PseudoRemainder(Polynomial dividend, Polynomial divisor, Symbol main)
    {
        var degree = divisor.DegreeIn(main);
        var leading = divisor.CoefficientsIn(main)[degree];
        while (!dividend.IsZero && dividend.DegreeIn(main) >= degree)
        {
            var coefficients = dividend.CoefficientsIn(main);
            var shift = coefficients.Count - 1 - degree;
            dividend = dividend * leading - divisor * coefficients[^1] * Polynomial.Monomial(1, main, shift);
            if (degree == 0)
            {
                return Polynomial.Zero;
            }
        }
        return dividend;
    }
}
