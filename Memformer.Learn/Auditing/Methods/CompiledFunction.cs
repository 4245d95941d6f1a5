using Memformer.Theory.Algebra;

namespace Memformer.Learn.Auditing.Methods;

/// <summary>A rational function made ready for repeated evaluation in floating point, with its gradient.</summary>
internal sealed class CompiledFunction
{
    private const int MostOnStack = 1024;

    private readonly Term[] _numerator;
    private readonly Term[] _denominator;
    private readonly int _variables;

    /// <summary>Powers 0 … k of each variable, where k is the largest exponent.</summary>
    private readonly int _powers;

    /// <summary>Compiles a function of the given variables.</summary>
    public CompiledFunction(RationalFunction function, IReadOnlyList<Symbol> variables)
    {
        _variables = variables.Count;
        Dictionary<Symbol, int> index = variables.Select((symbol, i) => (symbol, i)).ToDictionary();
        _numerator = Compile(function.Numerator, index);
        _denominator = Compile(function.Denominator, index);
        _powers =
            1
            + _numerator
                .Concat(_denominator)
                .SelectMany(term => term.Powers.Select(power => power.Exponent))
                .DefaultIfEmpty(0)
                .Max();
    }

    /// <summary>Whether the function is affine in its variables: then least squares has a closed form.</summary>
    public bool IsAffine => _denominator.All(term => term.Degree == 0) && _numerator.All(term => term.Degree <= 1);

    /// <summary>The value at a point; the gradient is written into a row of the right length.</summary>
    public double Evaluate(double[] point, Span<double> gradient)
    {
        int length = _variables * _powers;
        Span<double> powers = length <= MostOnStack ? stackalloc double[length] : new double[length];
        for (int i = 0; i < _variables; i++)
        {
            double power = 1;
            foreach (ref double entry in powers.Slice(i * _powers, _powers))
            {
                entry = power;
                power *= point[i];
            }
        }

        Span<double> below = stackalloc double[_variables];
        double top = Evaluate(_numerator, powers, gradient);
        double bottom = Evaluate(_denominator, powers, below);
        for (int i = 0; i < _variables; i++)
        {
            gradient[i] = (gradient[i] - (top / bottom * below[i])) / bottom;
        }

        return top / bottom;
    }

    private double Evaluate(Term[] terms, ReadOnlySpan<double> powers, Span<double> gradient)
    {
        gradient.Clear();
        double sum = 0;
        foreach (Term term in terms)
        {
            sum += Value(term, powers, -1);
            foreach ((int variable, _) in term.Powers)
            {
                gradient[variable] += Value(term, powers, variable);
            }
        }

        return sum;
    }

    /// <summary>The term, or its derivative by one of its variables (−1 for none).</summary>
    private double Value(Term term, ReadOnlySpan<double> powers, int derivative)
    {
        double value = term.Coefficient;
        foreach ((int variable, int exponent) in term.Powers)
        {
            int place = (variable * _powers) + exponent;
            value *= variable == derivative ? exponent * powers[place - 1] : powers[place];
        }

        return value;
    }

    private static Term[] Compile(Polynomial polynomial, Dictionary<Symbol, int> index) =>
        [
            .. polynomial.Terms.Select(term => new Term(
                term.Coefficient.ToDouble(),
                [.. term.Powers.Select(power => (index[power.Symbol], power.Exponent))]
            )),
        ];

    private sealed record Term(double Coefficient, (int Variable, int Exponent)[] Powers)
    {
        public int Degree { get; } = Powers.Sum(power => power.Exponent);
    }
}
