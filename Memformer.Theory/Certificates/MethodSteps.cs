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
    private readonly CoqScalars _scalars;
    private readonly NetworkPoints _points;
    private readonly Dictionary<(string Name, int Index), Quotation> _known = [];
    private readonly Dictionary<string, string> _gradientLemmas = [];
    private readonly Dictionary<string, string> _divisorLemmas = [];

    internal MethodSteps(
        MethodAnalysis method,
        IReadOnlyDictionary<Symbol, Rational> values,
        CoqNames names,
        CoqScalars scalars,
        NetworkPoints points
    )
    {
        _method = method;
        (_names, _scalars, _points) = (names, scalars, points);
        _parameters = new ParameterValues(method, values);
        _indices = new IndexEvaluator(method.Source, _parameters.Integers);
        // The interpreter writes parameters in the algebraic letters, for s^2 = L/mu every L as mu s^2.
        _letters = new Interpreter(method, new GradientTrace(new HashSet<int>()), _parameters).Letters;
    }

    /// <summary>The definitions, in order.</summary>
    internal List<string> Definitions { get; } = [];

    /// <summary>The lemmas about them, in order.</summary>
    internal List<string> Lemmas { get; } = [];

    /// <summary>Writes out the method's answer after some steps.</summary>
    internal Quotation.Vector Answer(int steps) => Quote(_method.Output.Value, new Scope(steps)).AsVector;

    private Quotation Quote(Expression expression, Scope scope) =>
        expression switch
        {
            NumberExpression number => Constant(Rational.Parse(number.Digits)),
            NameExpression name when scope.Find(name.Name) is { } index => Constant((Rational)index),
            NameExpression { Name: NameCheck.Identity } name when !_method.Declares(name.Name) => new Quotation.Matrix(
                MatrixPolynomial.Identity(Dimension.D)
            ),
            NameExpression name => Named(name.Name, []),
            IndexedExpression indexed => Named(
                indexed.Name,
                [.. indexed.Indices.Select(index => _indices.Index(index, scope))]
            ),
            GradientExpression gradient => Gradient(Quote(gradient.Point, scope).AsVector),
            TransposeExpression transpose => Quote(transpose.Matrix, scope).Transposed,
            SumExpression sum => Summed(sum, scope),
            NegationExpression negation => -Quote(negation.Operand, scope),
            GroupExpression group => Quote(group.Inner, scope),
            RootExpression root => Written(SquareRoots.Of(((Quotation.Scalar)Quote(root.Radicand, scope)).Value)!),
            BinaryExpression { Operator: BinaryOperator.Modulo } modulo => Constant(
                (Rational)_indices.Index(modulo, scope)
            ),
            BinaryExpression binary => Combined(binary.Operator, Quote(binary.Left, scope), Quote(binary.Right, scope)),
            _ => throw new ArgumentOutOfRangeException(nameof(expression), expression, "unknown expression"),
        };

    private Quotation Combined(BinaryOperator sign, Quotation left, Quotation right) =>
        sign switch
        {
            BinaryOperator.Add => left + right,
            BinaryOperator.Subtract => left - right,
            BinaryOperator.Multiply => Multiplied(left, right),
            BinaryOperator.Divide => Multiplied(Inverse((Quotation.Scalar)right), left, isDivision: true),
            _ => Raised(left, (int)((Quotation.Scalar)right).Value.Numerator.LeadingCoefficient.Numerator),
        };

    private Quotation Multiplied(Quotation left, Quotation right, bool isDivision = false) =>
        (left, right) switch
        {
            (Quotation.Scalar { Term: var below } a, Quotation.Scalar b) when isDivision => new Quotation.Scalar(
                b.Term / below,
                a.Value * b.Value,
                Quotation.Both(a, b)
            ),
            (Quotation.Scalar a, Quotation.Vector b) when isDivision => new Quotation.Vector(
                new CoqTerm($"{a.Term.Within(0)}^-1", CoqTerm.Power).Scaling(b.Term),
                b.Value.ScaledBy(new Coefficient(a.Value)),
                Quotation.Both(a, b)
            ),
            (Quotation.Scalar a, Quotation.Scalar b) => new Quotation.Scalar(
                a.Term * b.Term,
                a.Value * b.Value,
                Quotation.Both(a, b)
            ),
            (Quotation.Scalar a, Quotation.Vector b) => new Quotation.Vector(
                a.Term.Scaling(b.Term),
                b.Value.ScaledBy(new Coefficient(a.Value)),
                Quotation.Both(a, b)
            ),
            (Quotation.Vector, Quotation.Scalar) => Multiplied(right, left),
            (Quotation.Matrix a, Quotation.Vector b) => new Quotation.Vector(
                _points.Product(a.Value, b.Term),
                b.Value.ScaledBy(new Coefficient(a.Value)),
                b.Lemmas
            ),
            _ => new Quotation.Matrix(left.AsMatrix * right.AsMatrix),
        };

    /// <summary>What is divided by: the term stays below the line, the value is inverted.</summary>
    private Quotation.Scalar Inverse(Quotation.Scalar divisor) =>
        new(divisor.Term, divisor.Value.Inverse(), DivisorLemma(divisor) is { } lemma ? [lemma] : divisor.Lemmas);

    /// <summary>The lemma that writes a divisor as a product of the certificate's denominators.</summary>
    private string? DivisorLemma(Quotation.Scalar divisor)
    {
        var quotient = _scalars.AsQuotient(_points.Reduced(divisor.Value)).Text;
        if (quotient == divisor.Term.Text)
        {
            return null;
        }

        if (!_divisorLemmas.TryGetValue(divisor.Term.Text, out var name))
        {
            name = $"divisor_{_divisorLemmas.Count + 1}";
            _divisorLemmas.Add(divisor.Term.Text, name);
            Lemmas.Add(
                $"Lemma {name} : ({divisor.Term} : F) = {quotient}.\nProof. {Rewriting(divisor.Lemmas)}equal_numbers. Qed."
            );
        }

        return name;
    }

    private Quotation Raised(Quotation value, int exponent) =>
        value switch
        {
            Quotation.Matrix matrix => new Quotation.Matrix(matrix.Value.Pow(exponent)),
            Quotation.Scalar scalar when exponent < 0 => Multiplied(
                Inverse((Quotation.Scalar)Raised(scalar, -exponent)),
                Constant(Rational.One),
                isDivision: true
            ),
            Quotation.Scalar scalar => new Quotation.Scalar(
                scalar.Term.Pow(exponent),
                scalar.Value.Pow(exponent),
                scalar.Lemmas
            ),
            _ => throw new InvalidOperationException("a power of a vector"),
        };

    private Quotation.Vector Gradient(Quotation.Vector point)
    {
        var number = _points.Find(point.Value);
        if (!_gradientLemmas.TryGetValue(point.Term.Text, out var name))
        {
            name = $"gradient_at_{_gradientLemmas.Count + 1}";
            _gradientLemmas.Add(point.Term.Text, name);
            Lemmas.Add(
                $"""
                Lemma {name} : grad {point.Term.Within(0)} = gradient_{number}.
                Proof.
                rewrite /gradient_{number}; apply: (congr1 grad).
                rewrite /point_{number} {Uses(point.Lemmas)}; equal_vectors.
                Qed.
                """
            );
        }

        return new(new CoqTerm($"grad {point.Term.Within(0)}", 10), GradientCombination.Gradient(number), [name]);
    }

    private Quotation Summed(SumExpression sum, Scope scope)
    {
        Quotation? total = null;
        var last = _indices.Index(sum.Last, scope);
        for (var index = _indices.Index(sum.First, scope); index <= last; index++)
        {
            var term = Quote(sum.Term, scope.With(sum.Variable, index));
            total = total is null ? term : total + term;
        }

        return total ?? Constant(Rational.Zero);
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
                return Written(scalar.Number);
            case Value.Scalar scalar when scalar.Number == symbol:
                return Written(symbol);
            case Value.Scalar scalar:
                var key = (symbol.Name, symbol.Index ?? int.MinValue);
                if (!_known.TryGetValue(key, out var known))
                {
                    known = Define(_names.Of(symbol), Written(scalar.Number));
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
            return Written(new Symbol(name, i));
        }

        var value = _letters[name];
        return value == new Symbol(name) ? Written(value) : Define(_names.Of(new Symbol(name)), Written(value));
    }

    private Quotation Defined(Sequence sequence, IReadOnlyList<int> at)
    {
        var name = sequence.Name;
        if (sequence.Constant is { } constant)
        {
            return Define(_names.Of(name, null), Typed(name, Quote(constant.Right, new Scope(null))));
        }

        var index = at[0];
        if (sequence.For(index, _indices.Holds) is var (equation, k))
        {
            return Define(_names.Of(name, index), Typed(name, Quote(equation.Right, new Scope(k))));
        }

        return index < 0
            ? Named(name, [0])
            : Define(_names.Of(name, index), new Quotation.Vector(CoqTerm.Integer(0), GradientCombination.Zero, []));
    }

    private Quotation Typed(string name, Quotation value) => _method.IsVector(name) ? value.AsVector : value;

    /// <summary>Writes a definition and the lemma that says what it is worth.</summary>
    private Quotation Define(string name, Quotation value)
    {
        switch (value)
        {
            case Quotation.Scalar scalar:
                var number = _points.Reduced(scalar.Value);
                Definitions.Add($"Definition {name} : F := {scalar.Term}.");
                Lemmas.Add(
                    $"Lemma at_{name} : {name} = {_scalars.Of(number)}.\nProof. rewrite /{name} {Uses(scalar.Lemmas)}; equal_numbers. Qed."
                );
                return new Quotation.Scalar(CoqTerm.Atom(name), number, [$"at_{name}"]);
            case Quotation.Vector vector:
                var combination = _points.Reduced(vector.Value);
                Definitions.Add($"Definition {name} : 'cV[F]_d := {vector.Term}.");
                Lemmas.Add(
                    $"Lemma at_{name} : {name} = {_points.Written(combination)}.\nProof. rewrite /{name} {Uses(vector.Lemmas)}; equal_vectors. Qed."
                );
                return new Quotation.Vector(CoqTerm.Atom(name), combination, [$"at_{name}"]);
            default:
                return value;
        }
    }

    private Quotation.Scalar Constant(Rational value)
    {
        var (numerator, denominator) = (CoqTerm.Integer(value.Numerator), CoqTerm.Integer(value.Denominator));
        return value.IsInteger
            ? new(numerator, value, [])
            : (Quotation.Scalar)Multiplied(
                Inverse(new(denominator, (Rational)value.Denominator, [])),
                new Quotation.Scalar(numerator, (Rational)value.Numerator, []),
                isDivision: true
            );
    }

    private Quotation.Scalar Written(RationalFunction value) => new(_scalars.Of(value), value, []);

    private static string Rewriting(IReadOnlyList<string> lemmas) =>
        lemmas.Count == 0 ? "" : $"rewrite {Uses(lemmas)}; ";

    /// <summary>Lemmas about gradients and divisors first: those about elements would change what they are about.</summary>
    internal static string Uses(IReadOnlyList<string> lemmas) =>
        string.Join(
            ' ',
            lemmas
                .OrderBy(lemma => lemma.StartsWith("at_", StringComparison.Ordinal))
                .ThenByDescending(lemma => lemma.Length)
                .Select(lemma => $"?{lemma}")
        );
}
