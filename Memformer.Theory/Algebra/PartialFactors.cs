namespace Memformer.Theory.Algebra;

/// <summary>A factor of a polynomial and how often it occurs.</summary>
internal readonly record struct PolynomialFactor(Polynomial Base, int Multiplicity);

/// <summary>
/// Factors of a polynomial that greatest common divisors find: powers of symbols, repeated factors, and factors that
/// contain only some of the symbols. The product of the factors is the polynomial, up to a number.
/// </summary>
internal static class PartialFactors
{
    /// <summary>The factors that are not numbers; each is primitive, its lowest term positive; different ones need not be irreducible.</summary>
    public static IReadOnlyList<PolynomialFactor> Of(Polynomial polynomial) =>
        [
            .. Split(polynomial)
                .GroupBy(factor => factor)
                .Select(group => new PolynomialFactor(group.Key, group.Count())),
        ];

    private static IEnumerable<Polynomial> Split(Polynomial polynomial)
    {
        if (polynomial.IsConstant)
        {
            return [];
        }

        if (polynomial.TermCount == 1)
        {
            return polynomial.Variables.SelectMany(symbol =>
                Enumerable.Repeat((Polynomial)symbol, polynomial.DegreeIn(symbol))
            );
        }

        return
            polynomial
                .Variables.Select(symbol => Divisor(polynomial, symbol))
                .FirstOrDefault(divisor => !divisor.IsConstant)
                is { } divisor
            ? Split(divisor).Concat(Split(polynomial.DivideExactly(divisor)))
            : [polynomial / polynomial.SignedContent];
    }

    /// <summary>A proper divisor: the part without the symbol, or what the polynomial shares with its derivative.</summary>
    private static Polynomial Divisor(Polynomial polynomial, Symbol symbol)
    {
        var power = (Polynomial)symbol;
        if (polynomial.TryDivide(power) is not null)
        {
            return power;
        }

        var content = polynomial.CoefficientsIn(symbol).Aggregate(Polynomial.Zero, Polynomial.Gcd);
        return !content.IsConstant ? content
            : polynomial.DegreeIn(symbol) > 1 ? Polynomial.Gcd(polynomial, polynomial.Derivative(symbol))
            : Polynomial.One;
    }
}
