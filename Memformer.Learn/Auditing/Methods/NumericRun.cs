using System.Globalization;
using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;
using Memformer.Theory.Methods.Iterates;
using Memformer.Theory.Methods.Language;

namespace Memformer.Learn.Auditing.Methods;

/// <summary>
/// One run of a text. A vector of it is kept by its coefficients on the gradients taken so far, or, where only the answer
/// counts, by what it is at given eigenvalues h of the Hessian: <c>w = u(h) w*</c>, and the gradient there is h (u − 1).
/// </summary>
internal sealed class NumericRun
{
    private const string Step = "k";

    private readonly LinearMethod _method;
    private readonly int _layers;
    private readonly double[]? _eigenvalues;
    private readonly Dictionary<Symbol, DualVector>? _point;
    private readonly NumericRunPlan _plan;
    private readonly Dictionary<(string Name, int Index), DualVector> _trial = [];
    private readonly List<DualVector> _points = [];
    private Dictionary<(string Name, int Index), DualVector> _known = [];

    /// <param name="plan">What is the same in all runs.</param>
    /// <param name="layers">L.</param>
    /// <param name="unknowns">The order of the parameters in the point; null to find out which are used.</param>
    /// <param name="point">Their values.</param>
    /// <param name="eigenvalues">Where vectors are evaluated; null to keep their coefficients.</param>
    public NumericRun(
        NumericRunPlan plan,
        int layers,
        IReadOnlyList<Symbol>? unknowns,
        double[] point,
        double[]? eigenvalues = null
    )
    {
        (_plan, _method, _layers, _eigenvalues) = (plan, plan.Method, layers, eigenvalues);
        _point = unknowns
            ?.Select((symbol, k) => (symbol, k))
            .ToDictionary(pair => pair.symbol, pair => DualVector.Unknown(point[pair.k], pair.k, point.Length));
    }

    /// <summary>The parameters that were used.</summary>
    public HashSet<Symbol> Used { get; } = [];

    /// <summary>c_{l,j} row by row; null where the depth ends inside a step.</summary>
    public DualVector? Rows()
    {
        if (Answer() is not DualVector answer)
        {
            return null;
        }

        DualVector rows = DualVector.Of();
        for (int layer = 0; layer < _layers; layer++)
        {
            DualVector next = layer + 1 < _layers ? _points[layer + 1] : answer;
            rows = rows.Followed(_points[layer].Combine(1, next, -1), layer + 1);
        }

        return rows;
    }

    /// <summary>The answer after L gradients; null where the depth ends inside a step.</summary>
    public DualVector? Answer()
    {
        Expression output =
            _method.Text!.Statements.OfType<OutputStatement>().FirstOrDefault()?.Value
            ?? new IndexedExpression("w", [new NameExpression(Step, default!)], default!);
        DualVector answer = DualVector.Of();
        for (int step = 1; _points.Count < _layers; step++)
        {
            int before = _points.Count;
            answer = Padded(Evaluate(output, new() { [Step] = step }));
            if (_points.Count == before || _points.Count > _layers)
            {
                return null;
            }
        }

        return answer;
    }

    // A vector begins at w_0 = 0, the number 0.
    private DualVector Evaluate(Expression expression, Dictionary<string, int> scope) =>
        expression switch
        {
            NumberExpression number => DualVector.Of(double.Parse(number.Digits, CultureInfo.InvariantCulture)),
            NameExpression name when scope.TryGetValue(name.Name, out int index) => DualVector.Of(index),
            NameExpression name => Named(name.Name, null),
            IndexedExpression { Indices: [var row, var column] } table => Parameter(
                new Symbol($"{table.Name}_{_plan.Index(row, scope)}", _plan.Index(column, scope)),
                _plan.Parameters[table.Name]
            ),
            IndexedExpression indexed => Named(indexed.Name, _plan.Index(indexed.Indices[0], scope)),
            GradientExpression gradient => Gradient(Padded(Evaluate(gradient.Point, scope))),
            TransposeExpression transpose => Evaluate(transpose.Matrix, scope),
            SumExpression sum => Summed(sum, scope),
            NegationExpression negation => Evaluate(negation.Operand, scope).Times(DualVector.Of(-1)),
            GroupExpression group => Evaluate(group.Inner, scope),
            RootExpression root => Evaluate(root.Radicand, scope).Root(),
            BinaryExpression { Operator: BinaryOperator.Modulo } binary => DualVector.Of(_plan.Index(binary, scope)),
            BinaryExpression binary => Combined(
                binary.Operator,
                Evaluate(binary.Left, scope),
                Evaluate(binary.Right, scope)
            ),
            _ => throw new NotSupportedException($"an expression of kind {expression.GetType().Name}"),
        };

    private static DualVector Combined(BinaryOperator operation, DualVector left, DualVector right) =>
        operation switch
        {
            BinaryOperator.Add => left.Combine(1, right, 1),
            BinaryOperator.Subtract => left.Combine(1, right, -1),
            BinaryOperator.Multiply when left.Length == 1 => right.Times(left),
            BinaryOperator.Multiply => left.Times(right),
            BinaryOperator.Divide => left.Times(right.Power(-1)),
            _ => left.Power((int)right[0]),
        };

    private DualVector Summed(SumExpression sum, Dictionary<string, int> scope)
    {
        DualVector total = DualVector.Of(0);
        int last = _plan.Index(sum.Last, scope);
        for (int index = _plan.Index(sum.First, scope); index <= last; index++)
        {
            total = total.Combine(1, Evaluate(sum.Term, new(scope) { [sum.Variable] = index }), 1);
        }

        return total;
    }

    /// <summary>The gradient at a point: a register of its own, unless the point has one.</summary>
    private DualVector Gradient(DualVector point)
    {
        int register = _points.FindLastIndex(point.IsSame);
        if (register < 0)
        {
            register = _points.Count;
            _points.Add(point);
        }

        if (_eigenvalues is not null)
        {
            return point.Times(_eigenvalues).Combine(1, DualVector.Of(_eigenvalues), -1);
        }

        double[] gradient = new double[Math.Max(_layers, register + 1)];
        gradient[register] = 1;
        return DualVector.Of(gradient);
    }

    private DualVector Named(string name, int? at)
    {
        if (_plan.Parameters.TryGetValue(name, out MethodParameter? parameter))
        {
            return Parameter(at is int place ? new Symbol(name, place) : new Symbol(name), parameter);
        }

        (string, int) key = (name, at ?? 0);
        if (_trial.TryGetValue(key, out DualVector? assumed))
        {
            return assumed;
        }

        if (!_known.TryGetValue(key, out DualVector? value))
        {
            value = Defined(name, at);
            _known[key] = value;
        }

        return value;
    }

    private DualVector Parameter(Symbol symbol, MethodParameter parameter)
    {
        if (parameter.Kind == ParameterKind.Integer)
        {
            return DualVector.Of(parameter.Typical!.Value.ToDouble());
        }

        // The matrix that all steps share is the preconditioner: its size is in the numbers beside it.
        if (parameter.IsMatrix)
        {
            return DualVector.Of(1);
        }

        if (parameter.Given is { } number)
        {
            return DualVector.Of(number.ToDouble());
        }

        Used.Add(symbol);
        return _point?[symbol] ?? DualVector.Of(0.6 + (0.01 * Used.Count));
    }

    private DualVector Defined(string name, int? at)
    {
        if (at is not int index)
        {
            return _plan.Letters.TryGetValue(name, out AlgebraicStatement? letter)
                ? Root(name, 0, letter.Square, [])
                : Evaluate(_plan.Equations[name].First().Right, []);
        }

        if (
            _plan.Sources.GetOrAdd((name, index), key => For(key.Name, key.Index)) is
            (EquationStatement equation, int step)
        )
        {
            return Evaluate(equation.Right, new() { [Step] = step });
        }

        return _plan.Letters.TryGetValue(name, out AlgebraicStatement? indexed)
                ? Root(name, index, indexed.Square, new() { [Step] = index })
            : index < 0 ? Named(name, 0)
            : DualVector.Of(0);
    }

    /// <summary>The positive root of s² = p + q s, where the square is evaluated with what s is taken to be.</summary>
    private DualVector Root(string name, int index, Expression square, Dictionary<string, int> scope)
    {
        DualVector At(double value)
        {
            Dictionary<(string Name, int Index), DualVector> kept = new(_known);
            _trial[(name, index)] = DualVector.Of(value);
            DualVector result = Evaluate(square, scope);
            _trial.Remove((name, index));
            _known = kept;
            return result;
        }

        DualVector constant = At(0);
        DualVector linear = At(1).Combine(1, constant, -1);
        DualVector discriminant = linear.Times(linear).Combine(1, constant, 4);
        return linear.Combine(0.5, discriminant.Root(), 0.5);
    }

    /// <summary>The equation for an index, and the k it is read with: the one stated, the first whose condition holds, the rest.</summary>
    private (EquationStatement Equation, int K)? For(string name, int index)
    {
        List<(EquationStatement Equation, (bool HasK, int Offset) Form)> forms = _plan
            .Equations[name]
            .Select(equation => (Equation: equation, Form: FormOf(((IndexedExpression)equation.Left).Indices[0])))
            .ToList();
        foreach (
            (EquationStatement? equation, (bool HasK, int Offset) form) in forms.Where(pair =>
                !pair.Form.HasK && pair.Form.Offset == index
            )
        )
        {
            return (equation, 0);
        }

        List<(EquationStatement Equation, (bool HasK, int Offset) Form)> general = forms
            .Where(pair => pair.Form.HasK && index - pair.Form.Offset >= 0)
            .ToList();
        foreach (
            (EquationStatement? equation, (bool HasK, int Offset) form) in general.Where(pair =>
                pair.Equation.Condition is not null
            )
        )
        {
            if (Holds(equation.Condition!, index - form.Offset))
            {
                return (equation, index - form.Offset);
            }
        }

        foreach (
            (EquationStatement? equation, (bool HasK, int Offset) form) in general.Where(pair =>
                pair.Equation.Condition is null
            )
        )
        {
            return (equation, index - form.Offset);
        }

        return null;
    }

    private bool Holds(Condition condition, int step)
    {
        Dictionary<string, int> scope = new() { [Step] = step };
        int order = _plan.Index(condition.Left, scope).CompareTo(_plan.Index(condition.Right, scope));
        return condition.Relation switch
        {
            "=" => order == 0,
            "!=" => order != 0,
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    }

    private (bool HasK, int Offset) FormOf(Expression index)
    {
        int at = _plan.Index(index, new() { [Step] = 0 });
        return (_plan.Index(index, new() { [Step] = 1 }) != at, at);
    }

    private DualVector Padded(DualVector vector) => vector.Padded(_eigenvalues?.Length ?? _layers);
}
