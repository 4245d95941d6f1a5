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

    /// <param name="method">The method.</param>
    /// <param name="parameters">The parameters, some of which are now written in a letter.</param>
    /// <param name="evaluate">Evaluates a square, for the index of its letter if that has one.</param>
    internal LetterValues(
        MethodAnalysis method,
        ParameterValues parameters,
        Func<Expression, long?, RationalFunction> evaluate
    )
    {
        _method = method;
        foreach (var (name, relation) in method.Relations.Where(pair => pair.Value.Letter is NameExpression))
        {
            _values[name] = new Symbol(name);
            var square = evaluate(relation.Square, null);
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
        foreach (var symbol in square.Symbols.Where(symbol => symbol.Index is null && equation.DegreeIn(symbol) == 1))
        {
            var powers = equation.CoefficientsIn(symbol);
            parameters.Write(symbol, RationalFunction.Quotient(-powers[0], powers[1]));
            return letter;
        }
        return given is null
            ? null
            : throw new UsageException($"{name} = {given} contradicts {name}^2 = {square} of {_method.Header.Name}");
    }

    private RationalFunction Undetermined(string name, RationalFunction square)
    {
        if (square.TryGetConstant(out var constant) && constant.Sign < 0)
        {
            throw new UsageException($"{name}^2 = {constant} in {_method.Header.Name}: a square is not negative");
        }
        Relations = With(Relations, new Symbol(name), square);
        return new Symbol(name);
    }

    /// <summary>Relations and one more, for a letter whose square may contain the letter itself.</summary>
    /// <exception cref="UsageException">The square is not linear in the letter, or contains later letters.</exception>
    internal static AlgebraicRelations With(AlgebraicRelations relations, Symbol letter, RationalFunction square)
    {
        var powers = square.Numerator.CoefficientsIn(letter);
        if (powers.Count > 2 || square.Denominator.DegreeIn(letter) > 0)
        {
            throw new UsageException($"{letter}^2 = {square}: the square must be at most linear in {letter}");
        }
        var linear =
            powers.Count == 2 ? RationalFunction.Quotient(powers[1], square.Denominator) : RationalFunction.Zero;
        try
        {
            return relations.With(letter, linear, RationalFunction.Quotient(powers[0], square.Denominator));
        }
        catch (ArgumentException error)
        {
            throw new UsageException($"{letter}^2 = {square}: the square may contain earlier letters only", error);
        }
    }
}
