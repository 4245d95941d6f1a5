namespace Memformer.Theory.Methods.Language;

/// <summary>A name that equations define: a constant, a sequence of numbers, matrices, or iterates.</summary>
internal sealed class Sequence(string name)
{
    private readonly Dictionary<long, EquationStatement> _stated = [];
    private readonly List<(long Shift, EquationStatement Equation)> _general = [];

    internal string Name => name;

    /// <summary>The equation of a constant, such as <c>rho = (L - mu)/(L + mu)</c>.</summary>
    internal EquationStatement? Constant { get; private set; }

    internal IEnumerable<EquationStatement> Equations =>
        _stated.Values.Concat(_general.Select(pair => pair.Equation)).Concat(Constant is null ? [] : [Constant]);

    /// <summary>The equations for s[k + shift], with or without a condition, in their order.</summary>
    internal IReadOnlyList<(long Shift, EquationStatement Equation)> General => _general;

    /// <summary>The equations for one index each.</summary>
    internal IReadOnlyDictionary<long, EquationStatement> Stated => _stated;

    /// <summary>Adds an equation.</summary>
    /// <param name="equation">The equation.</param>
    /// <param name="problem">What is wrong with it, if it was not added.</param>
    internal bool TryAdd(EquationStatement equation, out string problem)
    {
        problem = "";
        switch (equation.Left)
        {
            case NameExpression when Equations.Any():
                problem = $"{name} is already defined";
                break;
            case NameExpression when equation.Condition is not null:
                problem = $"{name} has no index, so its equation cannot depend on k";
                break;
            case NameExpression:
                Constant = equation;
                break;
            case IndexedExpression when Constant is not null:
                problem = $"{name} is already defined, without an index";
                break;
            case IndexedExpression { Indices: [var index] } when IndexForm.Of(index) is { } form:
                problem = Add(equation, form);
                break;
            default:
                problem = "an equation defines s[0], s[-1], s[k], s[k+1] or a like index";
                break;
        }

        return problem.Length == 0;
    }

    /// <summary>The equation for an index and the k it is to be read with: one that states just this index, else the
    /// first whose condition holds, else the one without condition.</summary>
    /// <param name="index">The index.</param>
    /// <param name="holds">Decides a condition at some k.</param>
    internal (EquationStatement Equation, long? K)? For(long index, Func<Condition, long, bool> holds)
    {
        if (_stated.TryGetValue(index, out var equation))
        {
            return (equation, null);
        }

        var possible = _general.Where(pair => index - pair.Shift >= 0).ToList();
        foreach (var (shift, conditional) in possible.Where(pair => pair.Equation.Condition is not null))
        {
            if (holds(conditional.Condition!, index - shift))
            {
                return (conditional, index - shift);
            }
        }

        var otherwise = possible.FindIndex(pair => pair.Equation.Condition is null);
        return otherwise < 0 ? null : (possible[otherwise].Equation, index - possible[otherwise].Shift);
    }

    private string Add(EquationStatement equation, IndexForm form)
    {
        if (!form.HasK && equation.Condition is not null)
        {
            return $"{name}[{form.Offset}] is one index, so its equation cannot depend on k";
        }

        if (!form.HasK)
        {
            return _stated.TryAdd(form.Offset, equation) ? "" : $"{name}[{form.Offset}] is already defined";
        }

        if (equation.Condition is null && _general.Any(pair => pair.Equation.Condition is null))
        {
            return $"{name}[k] is already defined; give each further equation a condition (when …)";
        }

        _general.Add((form.Offset, equation));
        return "";
    }
}
