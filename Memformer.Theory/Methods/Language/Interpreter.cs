using Memformer.Theory.Algebra;
using Memformer.Theory.Methods.Iterates;

namespace Memformer.Theory.Methods.Language;

/// <summary>Runs a method's equations on symbolic iterates; every value is computed once.</summary>
internal sealed class Interpreter
{
    private readonly MethodAnalysis _method;
    private readonly SourceText _source;
    private readonly GradientTrace _trace;
    private readonly ParameterValues _parameters;
    private readonly IndexEvaluator _indices;
    private readonly LetterValues _letters;
    private readonly Dictionary<(string Name, int Index), Value?> _known = [];
    private readonly Budget _budget = new();

    internal Interpreter(MethodAnalysis method, GradientTrace trace, ParameterValues parameters)
    {
        _method = method;
        _trace = trace;
        _parameters = parameters;
        _source = method.Source;
        _indices = new IndexEvaluator(_source, parameters.Integers);
        _letters = new LetterValues(method);
        _letters.Resolve(parameters, Square);
    }

    /// <summary>What the algebraic letters are worth.</summary>
    internal LetterValues Letters => _letters;

    /// <summary>The relations of the letters without an index.</summary>
    internal AlgebraicRelations FixedRelations => _letters.Relations;

    /// <summary>The relations of the algebraic letters, those with an index up to some index.</summary>
    internal AlgebraicRelations Relations(int last)
    {
        var relations = _letters.Relations;
        foreach (var (name, relation) in _method.Relations.Where(pair => pair.Value.Letter is IndexedExpression))
        {
            for (var index = 0; index <= last; index++)
            {
                if (_method.Sequences.GetValueOrDefault(name)?.For(index, _indices.Holds) is null)
                {
                    relations = _letters.Related(new Symbol(name, index), Number(relation.Square, index), relations);
                }
            }
        }

        return relations;
    }

    /// <summary>The method's own answer after some steps.</summary>
    internal SymbolicIterate Answer(int steps)
    {
        var output = _method.Output.Value;
        return Evaluate(output, new Scope(steps)) is Value.Vector answer
            ? answer.Iterate
            : throw _source.Error(output.Position, "the output is no vector");
    }

    private Value Evaluate(Expression expression, Scope scope)
    {
        try
        {
            _budget.Spend();
            return Budget.Checked(Parts(expression, scope));
        }
        catch (Exception error) when (error is NotLinearMethodException or AlgebraException)
        {
            throw _source.Error(expression.Position, error.Message);
        }
    }

    private Value Parts(Expression expression, Scope scope) =>
        expression switch
        {
            NumberExpression number => new Value.Scalar(Budget.Number(number)),
            NameExpression name when scope.Find(name.Name) is { } index => new Value.Scalar((Rational)index),
            NameExpression { Name: NameCheck.Identity } name when !_method.Declares(name.Name) => new Value.Matrix(
                MatrixPolynomial.Identity(Dimension.D)
            ),
            NameExpression name => Named(name.Name, [], name.Position),
            IndexedExpression indexed => Named(
                indexed.Name,
                [.. indexed.Indices.Select(index => _indices.Index(index, scope))],
                indexed.Position
            ),
            GradientExpression gradient => Gradient(Evaluate(gradient.Point, scope)),
            TransposeExpression transpose => Transposed(Evaluate(transpose.Matrix, scope)),
            SumExpression sum => Summed(sum, scope),
            NegationExpression negation => -Evaluate(negation.Operand, scope),
            GroupExpression group => Evaluate(group.Inner, scope),
            BinaryExpression binary => Combined(binary, scope),
            RootExpression root => Root(root, Evaluate(root.Radicand, scope)),
            _ => throw new ArgumentOutOfRangeException(nameof(expression), expression, "unknown expression"),
        };

    private Value Combined(BinaryExpression binary, Scope scope)
    {
        if (binary.Operator == BinaryOperator.Modulo)
        {
            return new Value.Scalar((Rational)_indices.Index(binary, scope));
        }

        var left = Evaluate(binary.Left, scope);
        var right = Evaluate(binary.Right, scope);
        if (binary.Operator == BinaryOperator.Divide && right.IsZeroScalar)
        {
            var where = scope.Find(IndexForm.K) is { } k ? $" at k = {k}" : "";
            throw _source.Error(binary.Position, $"division by zero: {MethodPrinter.Print(binary.Right)} is 0{where}");
        }

        return binary.Operator switch
        {
            BinaryOperator.Add => left + right,
            BinaryOperator.Subtract => left + -right,
            BinaryOperator.Multiply => left * right,
            BinaryOperator.Divide => left / right,
            _ => left.Pow(Budget.Exponent(left, right)),
        };
    }

    private static Value.Vector Gradient(Value point) =>
        point is Value.Vector vector
            ? new Value.Vector(vector.Iterate.Gradient())
            : throw new NotLinearMethodException($"the gradient at {point.Kind}: it is taken at a vector");

    private static Value Transposed(Value value) =>
        value switch
        {
            Value.Matrix matrix => new Value.Matrix(matrix.Polynomial.Transpose()),
            Value.Scalar => value,
            _ => throw new NotLinearMethodException("a transposed vector has no use in a linear method"),
        };

    private Value.Scalar Root(RootExpression root, Value radicand)
    {
        if (radicand is not Value.Scalar { Number: var number })
        {
            throw new NotLinearMethodException($"the square root of {radicand.Kind}");
        }

        return new Value.Scalar(
            SquareRoots.Of(number)
                ?? throw _source.Error(
                    root.Position,
                    $"sqrt({number}) is no rational function",
                    $"a letter for the root: `algebraic s^2 = {MethodPrinter.Print(root.Radicand)}`"
                )
        );
    }

    /// <summary>A letter's square. Values found on the way are forgotten: the letter may give parameters another form.</summary>
    private RationalFunction Square(Expression square)
    {
        var value = Number(square, null);
        _known.Clear();
        return value;
    }

    private RationalFunction Number(Expression expression, long? k) =>
        Evaluate(expression, new Scope(k)) is Value.Scalar { Number: var number }
            ? number
            : throw _source.Error(expression.Position, "the square of a letter must be a number");

    private Value Summed(SumExpression sum, Scope scope)
    {
        Value total = new Value.Scalar(RationalFunction.Zero);
        var last = _indices.Index(sum.Last, scope);
        for (var index = _indices.Index(sum.First, scope); index <= last; index++)
        {
            total += Evaluate(sum.Term, scope.With(sum.Variable, index));
        }

        return total;
    }

    private Value Named(string name, IReadOnlyList<int> at, SourcePosition position)
    {
        if (_method.Parameter(name) is { } parameter)
        {
            return at.All(index => index >= 0)
                ? _parameters.Of(parameter, at)
                : throw _source.Error(position, $"{name}[{string.Join(", ", at)}]: a parameter's index starts at 0");
        }

        var key = (name, at.Count == 0 ? 0 : at[0]);
        if (_known.TryGetValue(key, out var value))
        {
            return value ?? throw _source.Error(position, $"{Shown(name, at)} is defined by itself");
        }

        _known[key] = null;
        value = Letter(name, at) ?? _budget.Nested(() => Defined(_method.Sequences[name], at, position));
        _known[key] = value;
        return value;
    }

    /// <summary>An algebraic letter, unless an equation states it, as in <c>theta[0] = 1</c>.</summary>
    private Value.Scalar? Letter(string name, IReadOnlyList<int> at)
    {
        if (
            !_method.Relations.ContainsKey(name)
            || (at is [var index] && _method.Sequences.GetValueOrDefault(name)?.For(index, _indices.Holds) is not null)
        )
        {
            return null;
        }

        return at switch
        {
            [] => new Value.Scalar(_letters[name]),
            [>= 0 and var i] => new Value.Scalar(new Symbol(name, i)),
            _ => throw _source.Error(
                _method.Relations[name].Position,
                $"the relation needs {Shown(name, at)}, and letters start at index 0",
                $"an equation for {name}[0]"
            ),
        };
    }

    private Value Defined(Sequence sequence, IReadOnlyList<int> at, SourcePosition position)
    {
        var name = sequence.Name;
        if (sequence.Constant is { } constant)
        {
            return Checked(name, Evaluate(constant.Right, new Scope(null)));
        }

        var index = at[0];
        if (sequence.For(index, _indices.Holds) is var (equation, k))
        {
            return Checked(name, Evaluate(equation.Right, new Scope(k)));
        }

        if (index < 0)
        {
            return Named(name, [0], position);
        }

        if (index == 0 && _method.IsVector(name))
        {
            return new Value.Vector(_trace.Start);
        }

        var hint = index == 0 ? ", and only a sequence that takes gradients starts at w_0 unstated" : "";
        throw _source.Error(position, $"{Shown(name, at)} is not defined: no equation is for this index{hint}");
    }

    /// <summary>The number 0 in an equation for iterates is the vector 0.</summary>
    private Value Checked(string name, Value value) =>
        _method.IsVector(name) && value.IsZeroScalar ? new Value.Vector(_trace.Zero) : value;

    private static string Shown(string name, IReadOnlyList<int> at) => at.Count == 0 ? name : $"{name}[{at[0]}]";
}
