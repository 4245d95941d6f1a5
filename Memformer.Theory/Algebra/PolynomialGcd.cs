namespace Memformer.Theory.Algebra;

/// <summary>
/// Greatest common divisors of multivariate polynomials: numerical factors and monomials first, then what is left
/// over by images modulo primes (<see cref="ModularGcd"/>).
/// </summary>
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

        var (leftMonomial, rightMonomial) = (left.MonomialContent(), right.MonomialContent());
        var monomial = CommonPart(leftMonomial, rightMonomial);
        var first = Stripped(left, leftMonomial);
        var second = Stripped(right, rightMonomial);
        if (first.IsConstant || second.IsConstant)
        {
            return monomial;
        }

        var rest = first.Equals(second) ? first : new ModularGcd(first, second).Solve();
        return rest * monomial;
    }

    /// <summary>The greatest common divisor of many polynomials; the search ends as soon as it is known to be 1.</summary>
    public static Polynomial Of(IEnumerable<Polynomial> polynomials)
    {
        var divisor = Polynomial.Zero;
        foreach (var polynomial in polynomials.OrderBy(polynomial => polynomial.TermCount))
        {
            divisor = Of(divisor, polynomial);
            if (divisor.IsOne)
            {
                break;
            }
        }

        return divisor;
    }

    private static Polynomial Stripped(Polynomial polynomial, Polynomial monomial) =>
        polynomial.DivideExactly(monomial).PrimitivePart();

    private static Polynomial CommonPart(Polynomial left, Polynomial right)
    {
        var common = Polynomial.One;
        foreach (var symbol in left.Variables)
        {
            common *= Polynomial.Monomial(1, symbol, Math.Min(left.DegreeIn(symbol), right.DegreeIn(symbol)));
        }

        return common;
    }
}
