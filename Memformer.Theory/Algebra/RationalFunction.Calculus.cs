namespace Memformer.Theory.Algebra;

// Values, substitutions, derivatives.
public sealed partial class RationalFunction
{
    /// <summary>The value where every symbol has a rational value.</summary>
    /// <exception cref="UndefinedValueException">The denominator vanishes there.</exception>
    /// <exception cref="KeyNotFoundException">A symbol that occurs has no value.</exception>
    public Rational Evaluate(IReadOnlyDictionary<Symbol, Rational> values)
    {
        var denominator = Denominator.Evaluate(values);
        return denominator.IsZero
            ? throw Undefined(symbol => values[symbol].ToString())
            : Numerator.Evaluate(values) / denominator;
    }

    /// <summary>The value where every symbol has a double's value, to within rounding; IEEE rules at a pole.</summary>
    /// <exception cref="KeyNotFoundException">A symbol that occurs has no value.</exception>
    public double Evaluate(IReadOnlyDictionary<Symbol, double> values) =>
        Numerator.Evaluate(values) / Denominator.Evaluate(values);

    /// <summary>The function with some of its symbols replaced by functions, all at once.</summary>
    /// <exception cref="UndefinedValueException">The denominator vanishes there.</exception>
    public RationalFunction Substitute(IReadOnlyDictionary<Symbol, RationalFunction> replacements)
    {
        ArgumentNullException.ThrowIfNull(replacements);
        if (!Symbols.Any(replacements.ContainsKey))
        {
            return this;
        }

        var denominator = Substitute(Denominator, replacements);
        return denominator.IsZero
            ? throw Undefined(symbol => replacements.TryGetValue(symbol, out var value) ? value.ToString() : null)
            : Substitute(Numerator, replacements) / denominator;
    }

    /// <summary>The function with some of its symbols replaced by numbers.</summary>
    /// <exception cref="UndefinedValueException">The denominator vanishes there.</exception>
    public RationalFunction Substitute(IReadOnlyDictionary<Symbol, Rational> values) =>
        Substitute(values.ToDictionary(pair => pair.Key, pair => (RationalFunction)pair.Value));

    /// <summary>The partial derivative.</summary>
    public RationalFunction Derivative(Symbol symbol) =>
        IsPolynomial
            ? Numerator.Derivative(symbol)
            : Quotient(
                Numerator.Derivative(symbol) * Denominator - Numerator * Denominator.Derivative(symbol),
                Denominator * Denominator
            );

    private static RationalFunction Substitute(
        Polynomial polynomial,
        IReadOnlyDictionary<Symbol, RationalFunction> replacements
    )
    {
        var symbols = polynomial.Variables.Where(replacements.ContainsKey).ToArray();
        if (symbols.All(symbol => replacements[symbol].IsPolynomial))
        {
            return polynomial.Substitute(symbols.ToDictionary(symbol => symbol, s => replacements[s].Numerator));
        }

        var coefficients = polynomial.CoefficientsIn(symbols[0]);
        var result = Zero;
        for (var power = coefficients.Count - 1; power >= 0; power--)
        {
            result = result * replacements[symbols[0]] + Substitute(coefficients[power], replacements);
        }

        return result;
    }

    private UndefinedValueException Undefined(Func<Symbol, string?> valueOf)
    {
        var values = Denominator
            .Variables.Select(symbol => (Symbol: symbol, Value: valueOf(symbol)))
            .Where(pair => pair.Value is not null)
            .Select(pair => $"{pair.Symbol} = {pair.Value}");
        return new($"{this} is undefined at {string.Join(", ", values)}: its denominator vanishes there");
    }
}
