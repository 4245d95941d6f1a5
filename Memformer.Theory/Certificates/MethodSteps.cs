using Memformer.Theory.Algebra;
using Memformer.Theory.Methods.Iterates;
using Memformer.Theory.Methods.Language;

namespace Memformer.Theory.Certificates;

/// <summary>
/// Writes a method's equations out, one definition for each element of a sequence that the answer needs, in the order in
/// which they build on one another; and beside each the lemma that says which combination of gradients it is.
/// </summary>
internal sealed class MethodSteps
{
    private readonly MethodAnalysis _method;
    private readonly ParameterValues _parameters;
    private readonly IndexEvaluator _indices;
    private readonly LetterValues _letters;
    private readonly CoqNames _names;
    private readonly QuotedArithmetic _arithmetic;
    private readonly Dictionary<(string Name, int Index), Quotation> _known = [];

    internal MethodSteps(
        MethodAnalysis method,
        IReadOnlyDictionary<Symbol, Rational> values,
        CoqNames names,
        QuotedArithmetic arithmetic
    )
    {
        _method = method;
        (_names, _arithmetic) = (names, arithmetic);
        _parameters = new ParameterValues(method, values);
        _indices = new IndexEvaluator(method.Source, _parameters.Integers);
        // The interpreter writes parameters in the algebraic letters, for s^2 = L/mu every L as mu s^2.
        _letters = new Interpreter(method, new GradientTrace(new HashSet<int>()), _parameters).Letters;
    }

    /// <summary>Writes out the method's answer after some steps.</summary>
    internal Quotation.Vector Answer(int steps) => Quote(_method.Output.Value, new Scope(steps)).AsVector;

    private Quotation Quote(Expression expression, Scope scope) =>
        expression switch
        {
            NumberExpression number => _arithmetic.Constant(Rational.Parse(number.Digits)),
            NameExpression name when scope.Find(name.Name) is { } index => _arithmetic.Constant((Rational)index),
            NameExpression { Name: NameCheck.Identity } name when !_method.Declares(name.Name) => new Quotation.Matrix(
                MatrixPolynomial.Identity(Dimension.D)
            ),
            NameExpression name => Named(name.Name, []),
            IndexedExpression indexed => Named(
                indexed.Name,
                [.. indexed.Indices.Select(index => _indices.Index(index, scope))]
            ),
            GradientExpression gradient => _arithmetic.Gradient(Quote(gradient.Point, scope).AsVector),
            TransposeExpression transpose => Quote(transpose.Matrix, scope).Transposed,
            SumExpression sum => Summed(sum, scope),
            NegationExpression negation => -Quote(negation.Operand, scope),
            GroupExpression group => Quote(group.Inner, scope),
            RootExpression root => _arithmetic.Written(
                SquareRoots.Of(((Quotation.Scalar)Quote(root.Radicand, scope)).Value)!
            ),
            BinaryExpression { Operator: BinaryOperator.Modulo } modulo => _arithmetic.Constant(
                (Rational)_indices.Index(modulo, scope)
            ),
            BinaryExpression binary => _arithmetic.Combined(
                binary.Operator,
                Quote(binary.Left, scope),
                Quote(binary.Right, scope)
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(expression), expression, "unknown expression"),
        };

    private Quotation Summed(SumExpression sum, Scope scope)
    {
        Quotation? total = null;
        var last = _indices.Index(sum.Last, scope);
        for (var index = _indices.Index(sum.First, scope); index <= last; index++)
        {
            var term = Quote(sum.Term, scope.With(sum.Variable, index));
            total = total is null ? term : total + term;
        }

        return total ?? _arithmetic.Constant(Rational.Zero);
    }

    private Quotation Named(string name, IReadOnlyList<int> at)
    {
        if (_method.Parameter(name) is { } parameter)
        {
            return Parameter(parameter, at);
        }

        var key = (name, at.Count == 0 ? 0 : at[0]);
        if (!_known.TryGetValue(key, out var value))
        {
            value = Letter(name, at) ?? Defined(_method.Sequences[name], at);
            _known[key] = value;
        }

        return value;
    }

    private Quotation Parameter(MethodParameter parameter, IReadOnlyList<int> at)
    {
        var symbol = parameter.Kind == ParameterKind.Integer ? default : ParameterValues.Named(parameter, at);
        switch (_parameters.Of(parameter, at))
        {
            case Value.Matrix matrix:
                return new Quotation.Matrix(matrix.Polynomial);
            case Value.Scalar scalar when parameter.Kind == ParameterKind.Integer:
                return _arithmetic.Written(scalar.Number);
            case Value.Scalar scalar when scalar.Number == symbol:
                return _arithmetic.Written(symbol);
            case Value.Scalar scalar:
                var key = (symbol.Name, symbol.Index ?? int.MinValue);
                if (!_known.TryGetValue(key, out var known))
                {
                    known = _arithmetic.Define(_names.Of(symbol), _arithmetic.Written(scalar.Number));
                    _known[key] = known;
                }

                return known;
            default:
                throw new InvalidOperationException($"{parameter.Name} is neither a number nor a matrix");
        }
    }

    private Quotation? Letter(string name, IReadOnlyList<int> at)
    {
        if (
            !_method.Relations.ContainsKey(name)
            || (at is [var index] && _method.Sequences.GetValueOrDefault(name)?.For(index, _indices.Holds) is not null)
        )
        {
            return null;
        }

        if (at is [var i])
        {
            return _arithmetic.Written(new Symbol(name, i));
        }

        var value = _letters[name];
        return value == new Symbol(name)
            ? _arithmetic.Written(value)
            : _arithmetic.Define(_names.Of(new Symbol(name)), _arithmetic.Written(value));
    }

    private Quotation Defined(Sequence sequence, IReadOnlyList<int> at)
    {
        var name = sequence.Name;
        if (sequence.Constant is { } constant)
        {
            return _arithmetic.Define(_names.Of(name, null), Typed(name, Quote(constant.Right, new Scope(null))));
        }

        var index = at[0];
        if (sequence.For(index, _indices.Holds) is var (equation, k))
        {
            return _arithmetic.Define(_names.Of(name, index), Typed(name, Quote(equation.Right, new Scope(k))));
        }

        return index < 0
            ? Named(name, [0])
            : _arithmetic.Define(
                _names.Of(name, index),
                new Quotation.Vector(CoqTerm.Integer(0), GradientCombination.Zero, [])
            );
    }

    private Quotation Typed(string name, Quotation value) => _method.IsVector(name) ? value.AsVector : value;
}
