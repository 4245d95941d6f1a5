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

    /// <summary>
    /// Values of single parameters at which the polynomial vanishes for all values of the others; for each factor that is
    /// linear in several parameters the simplest one.
    /// </summary>
    public static IReadOnlyList<ParameterValue> Of(Polynomial polynomial) =>
        [.. PartialFactors.Of(polynomial).SelectMany(factor => Roots(factor.Base)).Distinct()];

    private static IEnumerable<ParameterValue> Roots(Polynomial factor) =>
        factor
            .Variables.Where(symbol => factor.DegreeIn(symbol) == 1)
            .Select(symbol => Solved(factor, symbol))
            .OrderBy(root => root.Value.Denominator.TermCount + root.Value.Numerator.TermCount)
            .ThenBy(root => root.Value.IsPolynomial ? 0 : 1)
            .Take(1)
            .Concat(
                factor.Variables.Count == 1 && factor.DegreeIn(factor.Variables[0]) > 1 ? RationalRoots(factor) : []
            );

    private static ParameterValue Solved(Polynomial factor, Symbol symbol)
    {
        var coefficients = factor.CoefficientsIn(symbol);
        return new(symbol, -(RationalFunction)coefficients[0] / coefficients[1]);
    }

    private static IEnumerable<ParameterValue> RationalRoots(Polynomial factor)
    {
        var symbol = factor.Variables[0];
        var coefficients = factor.CoefficientsIn(symbol);
        return from numerator in Divisors(coefficients[0].LeadingCoefficient)
            from denominator in Divisors(coefficients[^1].LeadingCoefficient)
            from sign in new[] { 1, -1 }
            let root = new Rational(sign * numerator, denominator)
            where factor.Evaluate(new Dictionary<Symbol, Rational> { [symbol] = root }).IsZero
            select new ParameterValue(symbol, root);
    }

    private static IEnumerable<int> Divisors(Rational integer) =>
        Enumerable.Range(1, LargestDivisor).Where(divisor => (integer.Abs() / divisor).IsInteger);
}
