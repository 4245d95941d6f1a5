using Memformer.Theory.Methods.Language;

namespace Memformer.Theory.Certificates;

/// <summary>Writes a recurrence's state, its start, a step and the answer as terms of Coq.</summary>
internal sealed class RecurrenceSteps(
    MethodAnalysis method,
    MethodRecurrence recurrence,
    RecurrenceTerms terms,
    CoqNames names
)
{
    private const string K = "k";

    /// <summary>What an element is called within a step.</summary>
    internal string Name(Element element)
    {
        var basis =
            !MethodRecurrence.IsGradient(element) ? element.Sequence
            : recurrence.GradientCount == 1 ? "g"
            : $"g{Order(element) + 1}";
        var name = element.Offset switch
        {
            1 => $"{basis}_next",
            0 => basis,
            -1 => $"{basis}_before",
            var offset => $"{basis}_before_{-offset}",
        };
        return MethodRecurrence.IsGradient(element) ? name : names.Of(name, null);
    }

    /// <summary>Names for what the state holds.</summary>
    internal string Opened(string suffix = "") =>
        recurrence.Carried.Count == 1
            ? $"let {Name(recurrence.Carried[0])}{suffix}"
            : $"let: {Tuple(element => Name(element) + suffix)}";

    private string Tuple(Func<Element, string> part)
    {
        var parts = string.Join(", ", recurrence.Carried.Select(part));
        return recurrence.Carried.Count == 1 ? parts : $"({parts})";
    }

    /// <summary>The state before the first step: what takes no gradient is 0, and nothing else is looked at.</summary>
    internal string Start
    {
        get
        {
            foreach (
                var (sequence, offset) in recurrence.Carried.Where(element => !MethodRecurrence.IsGradient(element))
            )
            {
                if (!IsZero(sequence, offset) && (offset == 0 || method.Sequences[sequence].Stated.ContainsKey(offset)))
                {
                    throw RecurrenceTerms.Refused($"{sequence}[{offset}] takes a gradient");
                }
            }

            return Tuple(_ => "0");
        }
    }

    /// <summary>The state after a step.</summary>
    internal string Next => Tuple(element => Name(element with { Offset = element.Offset + 1 }));

    /// <summary>Definitions of what a step computes, up to a gradient's point or to its end.</summary>
    internal IEnumerable<string> Lets(Element? before = null) =>
        recurrence
            .Computed.TakeWhile(element => element != before)
            .Select(element => $"let {Name(element)} := {Value(element)} in");

    /// <summary>The number of a gradient among those of its step.</summary>
    internal int Order(Element gradient) =>
        recurrence.Gradients.Select(element => element.Sequence).ToList().IndexOf(gradient.Sequence);

    /// <summary>The number of a gradient among all.</summary>
    internal string Index(Element gradient, string step) =>
        recurrence.GradientCount == 1 ? step : $"({step} * {recurrence.GradientCount} + {Order(gradient)})%N";

    internal CoqTerm Point(Element gradient)
    {
        var (point, offset) = recurrence.PointOf(gradient);
        return terms.Of(point, General(offset));
    }

    /// <summary>The answer after k steps; sums go over the elements of all steps, written <c>w_at</c>.</summary>
    internal CoqTerm Answer => terms.Of(method.Output.Value, General(0));

    /// <summary>The function that gives a sequence's element at any step.</summary>
    internal string At(string sequence) => names.Of($"{sequence}_at", null);

    private string Value(Element element)
    {
        var general = ValueAt(element, null);
        var specials = Enumerable
            .Range(0, SpecialSteps)
            .Select(step => (step, Value: ValueAt(element, step)))
            .Where(special => special.Value != general)
            .Select(special => $"if (k == {special.step})%N then {special.Value} else ");
        return string.Concat(specials) + general;
    }

    /// <summary>So many first steps may look back before the start, or have equations of their own.</summary>
    private int SpecialSteps =>
        Math.Max(
            -recurrence.Carried.Select(element => element.Offset).DefaultIfEmpty(0).Min(),
            method.Sequences.Values.SelectMany(sequence => sequence.Stated.Keys).DefaultIfEmpty(0).Max() is var last
                ? (int)last + 1
                : 0
        );

    private string ValueAt(Element element, int? step)
    {
        if (MethodRecurrence.IsGradient(element))
        {
            var (point, offset) = recurrence.PointOf(element);
            return $"gradient {Index(element, K)} {terms.Of(point, ScopeAt(offset, step)).Within(0)}";
        }

        if (
            step is { } first
            && method.Sequences[element.Sequence].Stated.TryGetValue(first + element.Offset, out var stated)
        )
        {
            return terms.Of(stated.Right, ScopeAt(0, step)).Text;
        }

        var text = "";
        foreach (
            var (shift, equation) in recurrence
                .General(element.Sequence)
                .OrderBy(pair => pair.Equation.Condition is null)
        )
        {
            var scope = ScopeAt(element.Offset - (int)shift, step);
            var value = terms.Of(equation.Right, scope).Text;
            text += equation.Condition is { } condition
                ? $"if {terms.Condition(condition, scope)} then {value} else "
                : value;
        }

        return text;
    }

    private TermScope General(int offset) => ScopeAt(offset, null);

    /// <summary>An equation whose k is the step's k + offset; in one of the first steps what lies before the start is the start.</summary>
    private TermScope ScopeAt(int offset, int? step) =>
        new(
            new NaturalTerm(K, offset),
            vector => Vector(vector, offset, step),
            gradient =>
            {
                var element = recurrence.Gradient(gradient, offset, step);
                return CoqTerm.Atom(
                    Name(step is { } first && first + element.Offset < 0 ? element with { Offset = -first } : element)
                );
            },
            new Dictionary<string, NaturalTerm>()
        );

    private CoqTerm Vector(IndexedExpression vector, int offset, int? step)
    {
        if (
            vector
                .Indices[0]
                .Parts()
                .OfType<NameExpression>()
                .Any(name => name.Name != IndexForm.K && !method.Declares(name.Name))
        )
        {
            return new CoqTerm(
                $"{At(vector.Name)} {names.Of(vector.Indices[0].Parts().OfType<NameExpression>().First().Name, null)}",
                10
            );
        }

        var (hasK, shift) = recurrence.Form(vector.Indices[0]);
        if (step is not { } place)
        {
            return hasK ? CoqTerm.Atom(Name(new Element(vector.Name, offset + shift)))
                : IsZero(vector.Name, shift) ? CoqTerm.Integer(0)
                : throw RecurrenceTerms.Refused($"{MethodPrinter.Print(vector)} is no start at 0");
        }

        var element = new Element(vector.Name, hasK ? offset + shift : shift - place);
        var isZero = place + element.Offset <= 0 && IsZero(element.Sequence, place + element.Offset);
        if (hasK && (isZero || place + element.Offset >= 0))
        {
            return CoqTerm.Atom(Name(element));
        }

        return isZero
            ? CoqTerm.Integer(0)
            : CoqTerm.Atom(Name(element with { Offset = Math.Max(element.Offset, -place) }));
    }

    /// <summary>
    /// Whether an element at or before the start is 0; false where it takes a gradient. Elements before the start are the start
    /// unless an equation says otherwise.
    /// </summary>
    /// <exception cref="UsageException">It is neither.</exception>
    private bool IsZero(string sequence, int index)
    {
        if (method.Sequences[sequence].Stated.TryGetValue(index, out var stated))
        {
            return IsZero(stated.Right, 0);
        }

        if (index != 0)
        {
            return index < 0 && IsZero(sequence, 0);
        }

        var equation = recurrence.General(sequence).FirstOrDefault(pair => pair.Shift == 0).Equation;
        return equation is null || (!recurrence.IsLate(sequence) && IsZero(equation.Right, 0));
    }

    /// <summary>Combinations of what is 0 are 0.</summary>
    private bool IsZero(Expression expression, int k)
    {
        if (expression.Parts().Any(part => part is GradientExpression))
        {
            return false;
        }

        var vectors = expression.Parts().OfType<IndexedExpression>().Where(part => method.IsVector(part.Name)).ToList();
        if (vectors.Count == 0 && expression is not NumberExpression { Digits: "0" })
        {
            throw RecurrenceTerms.Refused($"{MethodPrinter.Print(expression)} is no start at 0");
        }

        return vectors.All(part =>
            recurrence.Form(part.Indices[0]) is var (hasK, offset) && IsZero(part.Name, hasK ? k + offset : offset)
        );
    }
}
