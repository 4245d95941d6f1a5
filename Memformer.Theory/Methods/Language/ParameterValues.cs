using Memformer.Theory.Algebra;
using Memformer.Theory.Methods.Iterates;

namespace Memformer.Theory.Methods.Language;

/// <summary>What the parameters of a method are worth in a run: values that were set, symbols otherwise.</summary>
internal sealed class ParameterValues
{
    private readonly IReadOnlyDictionary<Symbol, Rational> _values;
    private readonly Dictionary<string, long> _integers = [];
    private readonly Dictionary<Symbol, RationalFunction> _written = [];

    /// <exception cref="UsageException">A value's name is no scalar parameter of the method, or an integer's value is no
    /// integer.</exception>
    internal ParameterValues(MethodAnalysis method, IReadOnlyDictionary<Symbol, Rational> values)
    {
        _values = values;
        foreach (var (symbol, value) in values)
        {
            CheckSettable(method, symbol);
            if (value.Sign < 0 && Declared(method, symbol) is { IsNonnegative: true })
            {
                throw new UsageException($"{symbol} = {value}: {method.Header.Name} needs {symbol.Name} >= 0");
            }
        }

        foreach (var integer in method.Parameters.Where(parameter => parameter.Kind == ParameterKind.Integer))
        {
            var value = values.GetValueOrDefault(new Symbol(integer.Name), integer.Typical!.Value);
            _integers[integer.Name] =
                value.IsInteger && value.Abs() <= IndexEvaluator.MaximalIndex
                    ? (long)value.Numerator
                    : throw new UsageException(
                        $"{integer.Name} = {value}: {method.Header.Name} needs an integer of at most {IndexEvaluator.MaximalIndex} there"
                    );
        }
    }

    /// <summary>The integer parameters.</summary>
    internal IReadOnlyDictionary<string, long> Integers => _integers;

    /// <summary>What a parameter is worth.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="indices">As many indices as it has, none negative.</param>
    internal Value Of(MethodParameter parameter, IReadOnlyList<int> indices)
    {
        if (parameter.Kind == ParameterKind.Integer)
        {
            return new Value.Scalar((Rational)_integers[parameter.Name]);
        }

        var symbol = Named(parameter, indices);
        if (parameter.IsMatrix)
        {
            return new Value.Matrix(parameter.LetterOf(symbol));
        }

        return new Value.Scalar(
            (Given(symbol) ?? Given(new Symbol(parameter.Name))) is { } value ? value
            : _written.TryGetValue(symbol, out var function) ? function
            : (RationalFunction)symbol
        );
    }

    /// <summary>The value that was set for a symbol, if any.</summary>
    internal Rational? Given(Symbol symbol) => _values.TryGetValue(symbol, out var value) ? value : null;

    /// <summary>From now on a parameter without value is written in an algebraic letter.</summary>
    internal void Write(Symbol parameter, RationalFunction function)
    {
        var replacement = new Dictionary<Symbol, RationalFunction> { [parameter] = function };
        foreach (var symbol in _written.Keys)
        {
            _written[symbol] = _written[symbol].Substitute(replacement);
        }

        _written[parameter] = function;
    }

    /// <summary>The symbol of a parameter: <c>eta[3]</c>; of two indices the first becomes part of the name,
    /// <c>h_2[1]</c>.</summary>
    internal static Symbol Named(MethodParameter parameter, IReadOnlyList<int> indices) =>
        indices switch
        {
            [] => new(parameter.Name),
            [var index] => new(parameter.Name, index),
            [var row, var column, ..] => new($"{parameter.Name}_{row}", column),
        };

    private static void CheckSettable(MethodAnalysis method, Symbol symbol)
    {
        var isLetter =
            symbol.Index is null && method.Relations.GetValueOrDefault(symbol.Name)?.Letter is NameExpression;
        if (!isLetter && Declared(method, symbol) is null)
        {
            var names = method
                .Parameters.Where(parameter => !parameter.IsMatrix)
                .Select(parameter => parameter.ToString());
            var isOneNumber = symbol.Index is not null && Declared(method, new Symbol(symbol.Name)) is not null;
            throw new UsageException(
                isOneNumber
                    ? $"{symbol}: {symbol.Name} of {method.Header.Name} is one number, the same in every step"
                    : $"{symbol} is no scalar parameter of {method.Header.Name}; it has {string.Join(", ", names.DefaultIfEmpty("none"))}"
            );
        }
    }

    /// <summary>The scalar parameter that a symbol is, or is an entry of.</summary>
    private static MethodParameter? Declared(MethodAnalysis method, Symbol symbol) =>
        method.Parameters.FirstOrDefault(parameter =>
            !parameter.IsMatrix
            && (
                (parameter.Name == symbol.Name && (symbol.Index is null || parameter.IndexCount == 1))
                || (
                    parameter.IndexCount == 2
                    && symbol.Index is not null
                    && symbol.Name.StartsWith(parameter.Name + "_", StringComparison.Ordinal)
                )
            )
        );
}
