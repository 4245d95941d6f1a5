using System.Runtime.CompilerServices;
using Memformer.Theory.Algebra;

namespace Memformer.Theory.Methods.Language;

/// <summary>Runs a method's equations on symbolic iterates; every value is computed once.</summary>
internal sealed class Interpreter
{
    /// <summary>How many expressions one run may evaluate.</summary>
    private const long MaximalWork = 20_000_000;

    /// <summary>How many terms a number may have while it is computed.</summary>
    private const int MaximalTerms = 20_000;

    private readonly MethodAnalysis method;
    private readonly SourceText source;
    private readonly GradientTrace trace;
    private readonly ParameterValues parameters;
    private readonly IndexEvaluator indices;
    private readonly LetterValues letters;
    private readonly Dictionary<(string Name, int Index), Value?> known = [];
    private long work;

    internal Interpreter(MethodAnalysis method, GradientTrace trace, ParameterValues parameters)
    {
        this.method = method;
        this.trace = trace;
        this.parameters = parameters;
        source = method.Source;
        indices = new IndexEvaluator(source, parameters.Integers);
        letters = new LetterValues(method, parameters, Number);
    }

    /// <summary>The relations of the algebraic letters, those with an index up to some index.</summary>
    internal AlgebraicRelations Relations(int last)
    {
        var relations = letters.Relations;
        foreach (var (name, relation) in method.Relations.Where(pair => pair.Value.Letter is IndexedExpression))
        {
            for (var index = 0; index <= last; index++)
            {
                if (method.Sequences.GetValueOrDefault(name)?.For(index, indices.Holds) is null)
                {
                    relations = relations.With(new Symbol(name, index), Number(relation.Square, index));
                }
            }
        }
        return relations;
    }

    /// <summary>The method's own answer after some steps.</summary>
    internal SymbolicIterate Answer(int steps)
    {
        var output = method.Output.Value;
        return Evaluate(output, new Scope(steps)) is Value.Vector answer
            ? answer.Iterate
            : throw source.Error(output.Position, "the output is no vector");
    }

    private Value Evaluate(Expression expression, Scope scope)
    {
        if (++work > MaximalWork || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw source.Error(expression.Position, "the method takes more work, or nests deeper, than can be allowed");
        }
        try
        {
            var value = Parts(expression, scope);
            return
                value is Value.Scalar { Number: var number }
                && number.Numerator.TermCount + number.Denominator.TermCount > MaximalTerms
                ? throw source.Error(expression.Position, $"this number grows beyond {MaximalTerms} terms")
                : value;
        }
        catch (Exception error)
            when (error is NotLinearMethodException or UndefinedValueException or ExpressionTooLargeException)
        {
            throw source.Error(expression.Position, error.Message.TrimEnd('.'));
        }
    }

    private Value Parts(Expression expression, Scope scope) =>
        expression switch
        {
            NumberExpression number => new Value.Scalar(Rational.Parse(number.Digits)),
            NameExpression name when scope.Find(name.Name) is { } index => new Value.Scalar((Rational)index),
            NameExpression name => Named(name.Name, [], name.Position),
            IndexedExpression indexed => Named(
                indexed.Name,
                [.. indexed.Indices.Select(index => indices.Index(index, scope))],
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
            return new Value.Scalar((Rational)indices.Index(binary, scope));
        }
        var left = Evaluate(binary.Left, scope);
        var right = Evaluate(binary.Right, scope);
        return binary.Operator switch
        {
            BinaryOperator.Add => left + right,
            BinaryOperator.Subtract => left + -right,
            BinaryOperator.Multiply => left * right,
            BinaryOperator.Divide => left / right,
            _ => left.Pow(Exponent(right)),
        };
    }

    private static int Exponent(Value value) =>
        value is Value.Scalar { Number: var number }
        && number.TryGetConstant(out var exponent)
        && exponent.IsInteger
        && exponent.Abs() <= IndexEvaluator.MaximalIndex
            ? (int)exponent.Numerator
            : throw new NotLinearMethodException(
                $"an exponent must be an integer of at most {IndexEvaluator.MaximalIndex}"
            );

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
                ?? throw source.Error(
                    root.Position,
                    $"sqrt({number}) is no rational function",
                    $"a letter for the root: `algebraic s^2 = {MethodPrinter.Print(root.Radicand)}`"
                )
        );
    }

    private RationalFunction Number(Expression expression, long? k) =>
        Evaluate(expression, new Scope(k)) is Value.Scalar { Number: var number }
            ? number
            : throw source.Error(expression.Position, "the square of a letter must be a number");

    private Value Summed(SumExpression sum, Scope scope)
    {
        Value total = new Value.Scalar(RationalFunction.Zero);
        var last = indices.Index(sum.Last, scope);
        for (var index = indices.Index(sum.First, scope); index <= last; index++)
        {
            total += Evaluate(sum.Term, scope.With(sum.Variable, index));
        }
        return total;
    }

    private Value Named(string name, IReadOnlyList<int> at, SourcePosition position)
    {
        if (method.Parameter(name) is { } parameter)
        {
            return at.All(index => index >= 0)
                ? parameters.Of(parameter, at)
                : throw source.Error(position, $"{name}[{string.Join(", ", at)}]: a parameter's index starts at 0");
        }
        var key = (name, at.Count == 0 ? 0 : at[0]);
        if (known.TryGetValue(key, out var value))
        {
            return value ?? throw source.Error(position, $"{Shown(name, at)} is defined by itself");
        }
        known[key] = null;
        value = Letter(name, at) ?? Defined(method.Sequences[name], at, position);
        known[key] = value;
        return value;
    }

    /// <summary>An algebraic letter, unless an equation states it, as in <c>theta[0] = 1</c>.</summary>
    private Value.Scalar? Letter(string name, IReadOnlyList<int> at)
    {
        if (
            !method.Relations.ContainsKey(name)
            || (at is [var index] && method.Sequences.GetValueOrDefault(name)?.For(index, indices.Holds) is not null)
        )
        {
            return null;
        }
        return new Value.Scalar(at is [var i] ? new Symbol(name, i) : letters[name]);
    }

    private Value Defined(Sequence sequence, IReadOnlyList<int> at, SourcePosition position)
    {
        var name = sequence.Name;
        if (sequence.Constant is { } constant)
        {
            return Checked(name, Evaluate(constant.Right, new Scope(null)));
        }
        var index = at[0];
        if (sequence.For(index, indices.Holds) is var (equation, k))
        {
            return Checked(name, Evaluate(equation.Right, new Scope(k)));
        }
        if (index < 0)
        {
            return Named(name, [0], position);
        }
        return index == 0 && method.IsVector(name)
            ? new Value.Vector(trace.Start)
            : throw source.Error(position, $"{Shown(name, at)} is not defined: no equation is for this index");
    }

    /// <summary>The number 0 in an equation for iterates is the vector 0.</summary>
    private Value Checked(string name, Value value) =>
        method.IsVector(name) && value.IsZeroScalar ? new Value.Vector(trace.Zero) : value;

    private static string Shown(string name, IReadOnlyList<int> at) => at.Count == 0 ? name : $"{name}[{at[0]}]";
}
