using Memformer.Theory.Methods.Language;

namespace Memformer.Theory.Certificates;

/// <summary>An element of a sequence of vectors as step k sees it, s[k + offset]; or a gradient of that step.</summary>
/// <param name="Sequence">The sequence's name; ∇i for the i-th gradient of a step.</param>
/// <param name="Offset">What is added to k.</param>
internal readonly record struct Element(string Sequence, int Offset);

/// <summary>
/// A method as one step that is repeated: which elements are carried from step to step, and which a step computes from them, in
/// which order. Elements that need a gradient of their own index are computed within the step, and are carried afterwards.
/// </summary>
internal sealed class MethodRecurrence
{
    /// <summary>So far back an update may look.</summary>
    private const int Furthest = 8;

    private const string GradientMark = "∇";

    private readonly MethodAnalysis _method;
    private readonly RecurrenceTerms _terms;
    private readonly List<(string Key, Expression Point, int Offset)> _gradients = [];
    private readonly SortedSet<Element> _carried = new(
        Comparer<Element>.Create(
            (a, b) =>
                (string.CompareOrdinal(a.Sequence, b.Sequence), b.Offset.CompareTo(a.Offset)) switch
                {
                    (0, var offsets) => offsets,
                    (var sequences, _) => sequences,
                }
        )
    );
    private readonly List<Element> _computed = [];
    private readonly HashSet<Element> _open = [];
    private readonly Queue<Element> _following = new();
    private readonly Dictionary<string, bool> _late = [];

    internal MethodRecurrence(MethodAnalysis method, RecurrenceTerms terms)
    {
        (_method, _terms) = (method, terms);
        foreach (var element in Elements(method.Output.Value, 0))
        {
            if (element.Offset > 0 || IsLate(element.Sequence))
            {
                throw RecurrenceTerms.Refused($"the answer needs {element.Sequence}, which takes a gradient more");
            }

            Need(element);
        }
        // The points of gradients that come up while elements are computed are needed too.
        for (var i = 0; i < _gradients.Count || _following.Count > 0; i++)
        {
            if (i < _gradients.Count)
            {
                Need(Gradient(i, 0));
            }

            while (_following.TryDequeue(out var next))
            {
                Need(next);
            }
        }

        if (_gradients.Count == 0)
        {
            throw RecurrenceTerms.Refused("the method takes no gradient");
        }
    }

    /// <summary>The elements in the state, in the order of their names.</summary>
    internal IReadOnlyList<Element> Carried => [.. _carried];

    /// <summary>What a step computes, in order.</summary>
    internal IReadOnlyList<Element> Computed => _computed;

    /// <summary>How many gradients a step takes.</summary>
    internal int GradientCount => _gradients.Count;

    /// <summary>The elements that a step takes gradients at, in order.</summary>
    internal IEnumerable<Element> Gradients => _computed.Where(IsGradient);

    internal static bool IsGradient(Element element) =>
        element.Sequence.StartsWith(GradientMark, StringComparison.Ordinal);

    /// <summary>The point of a gradient, and what k is in it, as seen from the step of the gradient.</summary>
    internal (Expression Point, int Offset) PointOf(Element gradient)
    {
        var (_, point, offset) = _gradients[Number(gradient)];
        return (point, offset);
    }

    /// <summary>
    /// The gradient that an expression is, in an equation whose k is the step's k + offset; one at a fixed point is seen from a step
    /// of a given number.
    /// </summary>
    internal Element Gradient(GradientExpression gradient, int offset, int? step)
    {
        var first = gradient
            .Point.Parts()
            .OfType<IndexedExpression>()
            .FirstOrDefault(part => _method.IsVector(part.Name));
        if (first is null || (Form(first.Indices[0]) is (false, _) && step is null))
        {
            throw RecurrenceTerms.Refused($"{MethodPrinter.Print(gradient)} is taken at a point that no step reaches");
        }

        var (hasK, shift) = Form(first.Indices[0]);
        var key = Key(gradient.Point, hasK, shift);
        var known = _gradients.FindIndex(other => other.Key == key);
        if (known < 0)
        {
            known = _gradients.Count;
            _gradients.Add((key, gradient.Point, -shift));
        }

        return Gradient(known, hasK ? offset + shift : shift - step!.Value);
    }

    /// <summary>Whether s[k] needs a gradient of step k.</summary>
    internal bool IsLate(string sequence)
    {
        if (_late.TryGetValue(sequence, out var known))
        {
            return known;
        }

        _late[sequence] = false;
        return _late[sequence] = General(sequence)
            .SelectMany(pair => Elements(pair.Equation.Right, (int)-pair.Shift))
            .Any(element => element.Offset == 0 && (IsGradient(element) || IsLate(element.Sequence)));
    }

    /// <summary>The equations for s[k + shift].</summary>
    internal IReadOnlyList<(long Shift, EquationStatement Equation)> General(string sequence)
    {
        var general = _method.Sequences[sequence].General;
        return general.Select(pair => pair.Shift).Distinct().Count() <= 1
            ? general
            : throw RecurrenceTerms.Refused($"{sequence} has equations for several indices beside k");
    }

    internal (bool HasK, int Offset) Form(Expression index)
    {
        var natural = _terms.Natural(index, RecurrenceTerms.Numbers(new(IndexForm.K, 0)));
        return (natural.Variable is not null, natural.Offset);
    }

    /// <summary>The elements in an expression whose k is the step's k + offset; w[0] and the like are none.</summary>
    private IEnumerable<Element> Elements(Expression expression, int offset) =>
        expression switch
        {
            GradientExpression gradient => [Gradient(gradient, offset, null)],
            IndexedExpression indexed when _method.IsVector(indexed.Name) => Form(indexed.Indices[0]) switch
            {
                (true, var shift) => [new Element(indexed.Name, offset + shift)],
                _ => [],
            },
            NameExpression name when _method.IsVector(name.Name) => throw RecurrenceTerms.Refused(
                $"{name.Name} is a vector without an index"
            ),
            SumExpression sum when _terms.IsVector(sum.Term) => Summed(sum),
            _ => expression.Children().SelectMany(child => Elements(child, offset)),
        };

    /// <summary>In the answer a sum may go over all steps; in an update the state would grow.</summary>
    private IEnumerable<Element> Summed(SumExpression sum)
    {
        if (_method.Output.Value.Parts().All(part => part != sum))
        {
            throw RecurrenceTerms.Refused("an update sums over all steps before it");
        }

        return SummedSequences(sum).Select(name => new Element(name, 0));
    }

    /// <summary>The sequences that a sum of the answer goes over.</summary>
    internal IEnumerable<string> SummedSequences(SumExpression sum) =>
        sum.Term.Parts().OfType<IndexedExpression>().Select(part => part.Name).Where(_method.IsVector).Distinct();

    private void Need(Element element)
    {
        if (_carried.Contains(element) || _computed.Contains(element))
        {
            return;
        }

        if (element.Offset < -Furthest || element.Offset > 1 || (element.Offset == 1 && IsComputedWithin(element)))
        {
            throw RecurrenceTerms.Refused(
                $"{element.Sequence}[k{element.Offset:+0;-0}] is too far from the step that needs it"
            );
        }

        if (element.Offset < 0 || (element.Offset == 0 && !IsComputedWithin(element)))
        {
            _carried.Add(element);
            _following.Enqueue(element with { Offset = element.Offset + 1 });
            return;
        }

        if (!_open.Add(element))
        {
            throw RecurrenceTerms.Refused($"{element.Sequence} needs itself");
        }

        foreach (var part in Parts(element).ToList())
        {
            Need(part);
        }

        _computed.Add(element);
    }

    private IEnumerable<Element> Parts(Element element)
    {
        if (IsGradient(element))
        {
            var (point, offset) = PointOf(element);
            return Elements(point, offset);
        }

        var general = General(element.Sequence);
        return general.Count == 0
            ? throw RecurrenceTerms.Refused($"{element.Sequence} has no equation for all k")
            : general.SelectMany(pair => Elements(pair.Equation.Right, element.Offset - (int)pair.Shift));
    }

    private bool IsComputedWithin(Element element) => IsGradient(element) || IsLate(element.Sequence);

    private static Element Gradient(int number, int offset) => new($"{GradientMark}{number}", offset);

    private static int Number(Element gradient) => int.Parse(gradient.Sequence[1..], null);

    /// <summary>A point with its indices counted from the first one.</summary>
    private string Key(Expression point, bool hasK, int shift) =>
        point switch
        {
            IndexedExpression { Indices: [var index] } indexed
                when _method.IsVector(indexed.Name) && Form(index) is var (isGeneral, offset) && isGeneral == hasK =>
                $"{indexed.Name}[{offset - shift}]",
            IndexedExpression or NumberExpression or NameExpression => MethodPrinter.Print(point),
            BinaryExpression binary =>
                $"({Key(binary.Left, hasK, shift)} {binary.Operator} {Key(binary.Right, hasK, shift)})",
            GroupExpression group => Key(group.Inner, hasK, shift),
            NegationExpression negation => $"-{Key(negation.Operand, hasK, shift)}",
            _ => throw RecurrenceTerms.Refused($"a gradient at {MethodPrinter.Print(point)}"),
        };
}
