namespace Memformer.Theory.Algebra;

// Values, substitutions, derivatives.
public sealed partial class Polynomial
{
    /// <summary>The value where every symbol has a rational value.</summary>
    /// <exception cref="KeyNotFoundException">A symbol that occurs has no value.</exception>
    public Rational Evaluate(IReadOnlyDictionary<Symbol, Rational> values)
    {
        var powers = PowersOf(values, Rational.One, (x, y) => x * y);
        var sum = Rational.Zero;
        for (var term = 0; term < TermCount; term++)
        {
            var product = _coefficients[term];
            for (var variable = 0; variable < _variables.Length; variable++)
            {
                var exponent = MonomialLayout.Exponent(Key(term), variable);
                product = exponent == 0 ? product : product * powers[variable][exponent];
            }

            sum += product;
        }

        return sum;
    }

    /// <summary>The value where every symbol has a double's value, to within rounding.</summary>
    /// <exception cref="KeyNotFoundException">A symbol that occurs has no value.</exception>
    public double Evaluate(IReadOnlyDictionary<Symbol, double> values)
    {
        var powers = PowersOf(values, 1.0, (x, y) => x * y);
        var sum = 0.0;
        for (var term = 0; term < TermCount; term++)
        {
            var product = _coefficients[term].ToDouble();
            for (var variable = 0; variable < _variables.Length; variable++)
            {
                product *= powers[variable][MonomialLayout.Exponent(Key(term), variable)];
            }

            sum += product;
        }

        return sum;
    }

    /// <summary>The polynomial with some of its symbols replaced by polynomials, all at once.</summary>
    public Polynomial Substitute(IReadOnlyDictionary<Symbol, Polynomial> replacements)
    {
        ArgumentNullException.ThrowIfNull(replacements);
        var symbol = _variables.FirstOrDefault(replacements.ContainsKey);
        if (symbol == default)
        {
            return this;
        }
        // By Horner's rule in the first symbol to be replaced; the replacement itself is not looked into again.
        var coefficients = CoefficientsIn(symbol);
        var value = replacements[symbol];
        var result = Zero;
        for (var power = coefficients.Count - 1; power >= 0; power--)
        {
            result = result * value + coefficients[power].Substitute(replacements);
        }

        return result;
    }

    /// <summary>The partial derivative.</summary>
    public Polynomial Derivative(Symbol symbol)
    {
        var variable = Array.BinarySearch(_variables, symbol);
        if (variable < 0)
        {
            return Zero;
        }

        var one = new ulong[_words];
        MonomialLayout.Raise(one, variable, 1);
        var (keys, coefficients) = (new List<ulong>(_keys.Length), new List<Rational>(TermCount));
        var lowered = new ulong[_words];
        for (var term = 0; term < TermCount; term++)
        {
            if (TryDivideKeys(Key(term), one, lowered))
            {
                keys.AddRange(lowered);
                coefficients.Add(_coefficients[term] * MonomialLayout.Exponent(Key(term), variable));
            }
        }

        return Compact(_variables, [.. keys], [.. coefficients]);
    }

    /// <summary>The same polynomial, in which at most one symbol may occur, as a univariate one.</summary>
    /// <exception cref="InvalidOperationException">Several symbols occur.</exception>
    public UnivariatePolynomial ToUnivariate()
    {
        if (_variables.Length > 1)
        {
            throw new InvalidOperationException($"{this} is not a polynomial in one symbol.");
        }

        var coefficients = new Rational[IsConstant ? 1 : MaximumExponent(0) + 1];
        for (var term = 0; term < TermCount; term++)
        {
            coefficients[MonomialLayout.Exponent(Key(term), 0)] = _coefficients[term];
        }

        return new(coefficients);
    }

    private T[][] PowersOf<T>(IReadOnlyDictionary<Symbol, T> values, T one, Func<T, T, T> multiply)
    {
        var powers = new T[_variables.Length][];
        for (var variable = 0; variable < _variables.Length; variable++)
        {
            var symbol = _variables[variable];
            if (!values.TryGetValue(symbol, out var value))
            {
                throw new KeyNotFoundException($"The symbol {symbol} has no value.");
            }

            powers[variable] = new T[MaximumExponent(variable) + 1];
            powers[variable][0] = one;
            for (var exponent = 1; exponent < powers[variable].Length; exponent++)
            {
                powers[variable][exponent] = multiply(powers[variable][exponent - 1], value);
            }
        }

        return powers;
    }
}
