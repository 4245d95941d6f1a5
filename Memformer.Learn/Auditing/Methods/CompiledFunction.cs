using Memformer.Theory.Algebra;

namespace Memformer.Learn.Auditing.Methods;

/// <summary>A rational function made ready for repeated evaluation in floating point, with its gradient.</summary>
internal sealed class CompiledFunction
{
    private readonly Term[] _numerator;
    private readonly Term[] _denominator;
    private readonly int _variables;

    /// <summary>Compiles a function of the given variables.</summary>
    public CompiledFunction(RationalFunction function, IReadOnlyList<Symbol> variables)
    {
        _variables = variables.Count;
        Dictionary<Symbol, int> index = variables.Select((symbol, i) => (symbol, i)).ToDictionary();
        _numerator = Compile(function.Numerator, index);
        _denominator = Compile(function.Denominator, index);
    }

    /// <summary>Whether the function is affine in its variables: then least squares has a closed form.</summary>
    public bool IsAffine => _denominator.All(term => term.Degree == 0) && _numerator.All(term => term.Degree <= 1);

    /// <summary>The value at a point; the gradient is written into a row of the right length.</summary>
    public double Evaluate(double[] point, Span<double> gradient)
    {
        Span<double> below = stackalloc double[_variables];
        double top = Evaluate(_numerator, point, gradient);
        double bottom = Evaluate(_denominator, point, below);
        for (int i = 0; i < _variables; i++)
        {
            gradient[i] = (gradient[i] - (top / bottom * below[i])) / bottom;
        }

        return top / bottom;
    }

    private static double Evaluate(Term[] terms, double[] point, Span<double> gradient)
    {
        gradient.Clear();
        double sum = 0;
        foreach (Term term in terms)
        {
            sum += term.Value(point, -1);
            foreach ((int variable, _) in term.Powers)
            {
                gradient[variable] += term.Value(point, variable);
            }
        }

        return sum;
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

        /// <summary>The term, or its derivative by one of its variables (−1 for none).</summary>
        public double Value(double[] point, int derivative)
        {
            double value = Coefficient;
            foreach ((int variable, int exponent) in Powers)
            {
                value *=
                    variable == derivative
                        ? exponent * Power(point[variable], exponent - 1)
                        : Power(point[variable], exponent);
            }

            return value;
        }

        private static double Power(double value, int exponent)
        {
            double power = 1;
            for (int i = 0; i < exponent; i++)
            {
                power *= value;
            }

            return power;
        }
    }
}
