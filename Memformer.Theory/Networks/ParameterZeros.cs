using Memformer.Theory.Algebra;

namespace Memformer.Theory.Networks;

/// <summary>A value of one parameter, in terms of the others.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Value">Its value: a number, or a formula without the parameter.</param>
public sealed record ParameterValue(Symbol Parameter, RationalFunction Value);

/// <summary>Where a polynomial vanishes, as far as one parameter can be solved for rationally.</summary>
internal static class ParameterZeros
{
    /// <summary>Roots of a polynomial with integer coefficients are sought among divisors up to this size.</summary>
    private const int LargestDivisor = 1000;

    /// <summary>Values of single parameters at which the polynomial vanishes for all values of the others.</summary>
    public static IReadOnlyList<ParameterValue> Of(Polynomial polynomial) => [.. Factors(polynomial).Distinct()];

    private static IEnumerable<ParameterValue> Factors(Polynomial polynomial)
    {
        foreach (var symbol in polynomial.Variables)
        {
            var rest = WithoutPowers(polynomial, symbol);
            if (rest != polynomial)
            {
                return Factors(rest).Prepend(new(symbol, RationalFunction.Zero));
            }

            var content = polynomial.CoefficientsIn(symbol).Aggregate(Polynomial.Zero, Polynomial.Gcd);
            var repeated = Polynomial.Gcd(polynomial, polynomial.Derivative(symbol));
            var factor = content.IsConstant ? repeated : content;
            if (!factor.IsConstant)
            {
                return Factors(factor).Concat(Factors(polynomial.TryDivide(factor)!));
            }
        }

        return polynomial.Variables.SelectMany(symbol => Roots(polynomial, symbol));
    }

    private static Polynomial WithoutPowers(Polynomial polynomial, Symbol symbol)
    {
        Polynomial variable = symbol;
        while (polynomial.TryDivide(variable) is { IsZero: false } quotient)
        {
            polynomial = quotient;
        }

        return polynomial;
    }

    private static IEnumerable<ParameterValue> Roots(Polynomial polynomial, Symbol symbol)
    {
        var coefficients = polynomial.CoefficientsIn(symbol);
        return coefficients.Count == 2 ? [new(symbol, -(RationalFunction)coefficients[0] / coefficients[1])]
            : polynomial.Variables.Count == 1 ? RationalRoots(polynomial, symbol)
            : [];
    }

    private static IEnumerable<ParameterValue> RationalRoots(Polynomial polynomial, Symbol symbol)
    {
        var integers = polynomial / polynomial.Content;
        var coefficients = integers.CoefficientsIn(symbol);
        return from numerator in Divisors(coefficients[0].LeadingCoefficient)
            from denominator in Divisors(coefficients[^1].LeadingCoefficient)
            from sign in new[] { 1, -1 }
            let root = new Rational(sign * numerator, denominator)
            where polynomial.Evaluate(new Dictionary<Symbol, Rational> { [symbol] = root }).IsZero
            select new ParameterValue(symbol, root);
    }

    private static IEnumerable<int> Divisors(Rational integer) =>
        Enumerable.Range(1, LargestDivisor).Where(divisor => (integer.Abs() / divisor).IsInteger);
}
