using Memformer.Theory.Algebra;

namespace Memformer.Theory.Methods.Language;

/// <summary>
/// The algebraic letters of a method. A letter s with s² = f(p), f of degree one in a parameter p that has no value, is an
/// independent symbol, and p is written in it: for s² = κ every κ becomes s². Other letters keep their relation.
/// </summary>
internal sealed class LetterValues
{
    private readonly MethodAnalysis _method;
    private readonly Dictionary<string, RationalFunction> _values = [];

    internal LetterValues(MethodAnalysis method) => _method = method;

    /// <summary>Finds what the letters without an index are worth, one after the other.</summary>
    /// <param name="parameters">The parameters, some of which are now written in a letter.</param>
    /// <param name="evaluate">Evaluates a square, with what is known of the letters so far.</param>
    internal void Resolve(ParameterValues parameters, Func<Expression, RationalFunction> evaluate)
    {
        foreach (var (name, relation) in _method.Relations.Where(pair => pair.Value.Letter is NameExpression))
        {
            _values[name] = new Symbol(name);
            var square = evaluate(relation.Square);
            _values[name] = Resolved(name, square, parameters) ?? Undetermined(name, square);
        }
    }

    /// <summary>The relations that letters without an index keep.</summary>
    internal AlgebraicRelations Relations { get; private set; } = AlgebraicRelations.None;

    /// <summary>What a letter without an index is worth.</summary>
    internal RationalFunction this[string name] => _values[name];

    /// <summary>The letter, or its value where the letter could be resolved; null where it needs its relation.</summary>
    private RationalFunction? Resolved(string name, RationalFunction square, ParameterValues parameters)
    {
        var given = parameters.Given(new Symbol(name));
        var letter = given is { } value ? value : (RationalFunction)new Symbol(name);
        if (SquareRoots.Of(square) is { } root && given is null)
        {
            return root;
        }

        if (letter * letter == square)
        {
            return letter;
        }

        var equation = (square - letter * letter).Numerator;
        foreach (var symbol in square.Symbols.Where(IsFreeParameter).Where(symbol => equation.DegreeIn(symbol) == 1))
        {
            var powers = equation.CoefficientsIn(symbol);
            Write(symbol, RationalFunction.Quotient(-powers[0], powers[1]), parameters);
            return letter;
        }

        return given is null
            ? null
            : throw new UsageException($"{name} = {given} contradicts {name}^2 = {square} of {_method.Header.Name}");
    }

    private bool IsFreeParameter(Symbol symbol) => _method.Parameter(symbol.Name) is { IndexCount: 0 };

    /// <summary>Writes a parameter in a letter, wherever it occurs.</summary>
    private void Write(Symbol parameter, RationalFunction function, ParameterValues parameters)
    {
        var replacement = new Dictionary<Symbol, RationalFunction> { [parameter] = function };
        parameters.Write(parameter, function);
        foreach (var name in _values.Keys)
        {
            _values[name] = _values[name].Substitute(replacement);
        }

        var before = Relations;
        Relations = before.Letters.Aggregate(
            AlgebraicRelations.None,
            (relations, letter) => Related(letter, before.SquareOf(letter).Substitute(replacement), relations)
        );
    }

    private RationalFunction Undetermined(string name, RationalFunction square)
    {
        if (square.TryGetConstant(out var constant) && constant.Sign < 0)
        {
            throw new UsageException($"{name}^2 = {constant} in {_method.Header.Name}: a square is not negative");
        }

        Relations = Related(new Symbol(name), square, Relations);
        return new Symbol(name);
    }

    /// <summary>Relations and one more, for a letter whose square may contain the letter itself.</summary>
    /// <exception cref="MethodSyntaxException">The square is not linear in the letter, or contains later letters.</exception>
    internal AlgebraicRelations Related(Symbol letter, RationalFunction square, AlgebraicRelations relations)
    {
        var powers = square.Numerator.CoefficientsIn(letter);
        if (powers.Count > 2 || square.Denominator.DegreeIn(letter) > 0)
        {
            throw Refused(letter, square, $"it must be at most linear in {letter}");
        }

        var constant = RationalFunction.Quotient(powers[0], square.Denominator);
        var linear = RationalFunction.Quotient(powers.ElementAtOrDefault(1) ?? Polynomial.Zero, square.Denominator);
        try
        {
            return relations.With(letter, linear, constant);
        }
        catch (ArgumentException)
        {
            throw Refused(letter, square, "it may contain earlier letters only");
        }
    }

    private MethodSyntaxException Refused(Symbol letter, RationalFunction square, string reason) =>
        _method.Source.Error(_method.Relations[letter.Name].Position, $"the square of {letter} is {square}: {reason}");
}
