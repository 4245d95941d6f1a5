using System.Globalization;
using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;
using Memformer.Theory.Methods.Iterates;
using Memformer.Theory.Methods.Language;

namespace Memformer.Learn.Auditing.Methods;

/// <summary>One run of a text.</summary>
internal sealed class NumericRun
{
    private const string Step = "k";

    private readonly LinearMethod _method;
    private readonly int _layers;
    private readonly Dictionary<Symbol, Dual>? _point;
    private readonly ILookup<string, EquationStatement> _equations;
    private readonly Dictionary<string, AlgebraicStatement> _letters;
    private readonly Dictionary<string, MethodParameter> _parameters;
    private readonly Dictionary<(string Name, int Index), Dual> _trial = [];
    private readonly List<Dual[]> _points = [];
    private Dictionary<(string Name, int Index), Dual[]> _known = [];

    /// <param name="method">A method with a text.</param>
    /// <param name="layers">L.</param>
    /// <param name="unknowns">The order of the parameters in the point; null to find out which are used.</param>
    /// <param name="point">Their values.</param>
    public NumericRun(LinearMethod method, int layers, IReadOnlyList<Symbol>? unknowns, double[] point)
    {
        _method = method;
        _layers = layers;
        _point = unknowns
            ?.Select((symbol, k) => (symbol, k))
            .ToDictionary(pair => pair.symbol, pair => Dual.Unknown(point[pair.k], pair.k, point.Length));
        Statement[] statements = [.. method.Text!.Statements];
        _equations = statements.OfType<EquationStatement>().ToLookup(equation => NameOf(equation.Left));
        _letters = statements.OfType<AlgebraicStatement>().ToDictionary(statement => NameOf(statement.Letter));
        _parameters = method.Parameters.ToDictionary(parameter => parameter.Name);
    }

    /// <summary>The parameters that were used.</summary>
    public HashSet<Symbol> Used { get; } = [];

    /// <summary>c_{l,j} row by row; null where the depth ends inside a step.</summary>
    public Dual[]? Rows()
    {
        Expression output =
            _method.Text!.Statements.OfType<OutputStatement>().FirstOrDefault()?.Value
            ?? new IndexedExpression("w", [new NameExpression(Step, default!)], default!);
        Dual[] answer = [];
        for (int step = 1; _points.Count < _layers; step++)
        {
            int before = _points.Count;
            answer = Padded(Evaluate(output, new() { [Step] = step }));
            if (_points.Count == before || _points.Count > _layers)
            {
                return null;
            }
        }

        List<Dual> rows = [];
        for (int layer = 0; layer < _layers; layer++)
        {
            Dual[] next = layer + 1 < _layers ? _points[layer + 1] : answer;
            for (int register = 0; register <= layer; register++)
            {
                rows.Add(_points[layer][register] - next[register]);
            }
        }

        return [.. rows];
    }

    // A number is an array of one; a vector has its coefficients on the L gradients, and w_0 = 0.
    private Dual[] Evaluate(Expression expression, Dictionary<string, int> scope) =>
        expression switch
        {
            NumberExpression number => [double.Parse(number.Digits, CultureInfo.InvariantCulture)],
            NameExpression name when scope.TryGetValue(name.Name, out int index) => [index],
            NameExpression name => Named(name.Name, null),
            IndexedExpression { Indices: [var row, var column] } table => Parameter(
                new Symbol($"{table.Name}_{Index(row, scope)}", Index(column, scope)),
                _parameters[table.Name]
            ),
            IndexedExpression indexed => Named(indexed.Name, Index(indexed.Indices[0], scope)),
            GradientExpression gradient => Gradient(Padded(Evaluate(gradient.Point, scope))),
            TransposeExpression transpose => Evaluate(transpose.Matrix, scope),
            SumExpression sum => Summed(sum, scope),
            NegationExpression negation => Scaled(-1, Evaluate(negation.Operand, scope)),
            GroupExpression group => Evaluate(group.Inner, scope),
            RootExpression root => [Evaluate(root.Radicand, scope)[0].Root()],
            BinaryExpression { Operator: BinaryOperator.Modulo } binary => [Index(binary, scope)],
            BinaryExpression binary => Combined(
                binary.Operator,
                Evaluate(binary.Left, scope),
                Evaluate(binary.Right, scope)
            ),
            _ => throw new NotSupportedException($"an expression of kind {expression.GetType().Name}"),
        };

    private static Dual[] Combined(BinaryOperator operation, Dual[] left, Dual[] right) =>
        operation switch
        {
            BinaryOperator.Add => Sum(left, right),
            BinaryOperator.Subtract => Sum(left, Scaled(-1, right)),
            BinaryOperator.Multiply when left.Length == 1 => Scaled(left[0], right),
            BinaryOperator.Multiply => Scaled(right[0], left),
            BinaryOperator.Divide => Scaled(right[0].Power(-1), left),
            _ => [left[0].Power((int)right[0].Value)],
        };

    private Dual[] Summed(SumExpression sum, Dictionary<string, int> scope)
    {
        Dual[] total = [0];
        int last = Index(sum.Last, scope);
        for (int index = Index(sum.First, scope); index <= last; index++)
        {
            total = Sum(total, Evaluate(sum.Term, new(scope) { [sum.Variable] = index }));
        }

        return total;
    }

    /// <summary>The gradient at a point: a register of its own, unless the point has one.</summary>
    private Dual[] Gradient(Dual[] point)
    {
        int register = _points.FindLastIndex(known => ReferenceEquals(known, point) || known.SequenceEqual(point));
        if (register < 0)
        {
            register = _points.Count;
            _points.Add(point);
        }

        Dual[] gradient = new Dual[Math.Max(_layers, register + 1)];
        gradient[register] = 1;
        return gradient;
    }

    private Dual[] Named(string name, int? at)
    {
        if (_parameters.TryGetValue(name, out MethodParameter? parameter))
        {
            return Parameter(at is int place ? new Symbol(name, place) : new Symbol(name), parameter);
        }

        (string, int) key = (name, at ?? 0);
        if (_trial.TryGetValue(key, out Dual assumed))
        {
            return [assumed];
        }

        if (!_known.TryGetValue(key, out Dual[]? value))
        {
            value = Defined(name, at);
            _known[key] = value;
        }

        return value;
    }

    private Dual[] Parameter(Symbol symbol, MethodParameter parameter)
    {
        if (parameter.Kind == ParameterKind.Integer)
        {
            return [parameter.Typical!.Value.ToDouble()];
        }

        // The matrix that all steps share is the preconditioner: its size is in the numbers beside it.
        if (parameter.IsMatrix)
        {
            return [1];
        }

        if (parameter.Given is { } number)
        {
            return [number.ToDouble()];
        }

        Used.Add(symbol);
        return [_point?[symbol] ?? 0.6 + (0.01 * Used.Count)];
    }

    private Dual[] Defined(string name, int? at)
    {
        if (at is not int index)
        {
            return _letters.TryGetValue(name, out AlgebraicStatement? letter)
                ? [Root(name, 0, letter.Square, [])]
                : Evaluate(_equations[name].First().Right, []);
        }

        if (For(name, index) is (EquationStatement equation, int step))
        {
            return Evaluate(equation.Right, new() { [Step] = step });
        }

        return _letters.TryGetValue(name, out AlgebraicStatement? indexed)
                ? [Root(name, index, indexed.Square, new() { [Step] = index })]
            : index < 0 ? Named(name, 0)
            : [0];
    }

    /// <summary>The positive root of s² = p + q s, where the square is evaluated with what s is taken to be.</summary>
    private Dual Root(string name, int index, Expression square, Dictionary<string, int> scope)
    {
        Dual At(double value)
        {
            Dictionary<(string Name, int Index), Dual[]> kept = new(_known);
            _trial[(name, index)] = value;
            Dual result = Evaluate(square, scope)[0];
            _trial.Remove((name, index));
            _known = kept;
            return result;
        }

        Dual constant = At(0);
        Dual linear = At(1) - constant;
        return 0.5 * (linear + ((linear * linear) + (4 * constant)).Root());
    }

    /// <summary>The equation for an index, and the k it is read with: the one stated, the first whose condition holds, the rest.</summary>
    private (EquationStatement Equation, int K)? For(string name, int index)
    {
        var forms = _equations[name]
            .Select(equation => (Equation: equation, Form: FormOf(((IndexedExpression)equation.Left).Indices[0])))
            .ToList();
        foreach (var (equation, form) in forms.Where(pair => !pair.Form.HasK && pair.Form.Offset == index))
        {
            return (equation, 0);
        }

        var general = forms.Where(pair => pair.Form.HasK && index - pair.Form.Offset >= 0).ToList();
        foreach (var (equation, form) in general.Where(pair => pair.Equation.Condition is not null))
        {
            if (Holds(equation.Condition!, index - form.Offset))
            {
                return (equation, index - form.Offset);
            }
        }

        foreach (var (equation, form) in general.Where(pair => pair.Equation.Condition is null))
        {
            return (equation, index - form.Offset);
        }

        return null;
    }

    private bool Holds(Condition condition, int step)
    {
        Dictionary<string, int> scope = new() { [Step] = step };
        int order = Index(condition.Left, scope).CompareTo(Index(condition.Right, scope));
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
        int at = Index(index, new() { [Step] = 0 });
        return (Index(index, new() { [Step] = 1 }) != at, at);
    }

    private int Index(Expression expression, Dictionary<string, int> scope) =>
        expression switch
        {
            NumberExpression number => int.Parse(number.Digits, CultureInfo.InvariantCulture),
            NameExpression name when scope.TryGetValue(name.Name, out int value) => value,
            NameExpression name => (int)_parameters[name.Name].Typical!.Value.ToDouble(),
            NegationExpression negation => -Index(negation.Operand, scope),
            GroupExpression group => Index(group.Inner, scope),
            BinaryExpression binary => Index(binary.Operator, Index(binary.Left, scope), Index(binary.Right, scope)),
            _ => throw new NotSupportedException("an index that is no integer"),
        };

    private static int Index(BinaryOperator operation, int left, int right) =>
        operation switch
        {
            BinaryOperator.Add => left + right,
            BinaryOperator.Subtract => left - right,
            BinaryOperator.Multiply => left * right,
            BinaryOperator.Modulo => ((left % right) + right) % right,
            _ => left / right,
        };

    private Dual[] Padded(Dual[] vector)
    {
        Array.Resize(ref vector, vector.Length == 1 && _layers > 1 ? _layers : vector.Length);
        return vector;
    }

    private static Dual[] Sum(Dual[] left, Dual[] right)
    {
        Dual[] sum = new Dual[Math.Max(left.Length, right.Length)];
        for (int i = 0; i < sum.Length; i++)
        {
            sum[i] = (i < left.Length ? left[i] : 0) + (i < right.Length ? right[i] : 0);
        }

        return sum;
    }

    private static Dual[] Scaled(Dual factor, Dual[] value) => [.. value.Select(entry => factor * entry)];

    private static string NameOf(Expression reference) =>
        reference is IndexedExpression indexed ? indexed.Name : ((NameExpression)reference).Name;
}
