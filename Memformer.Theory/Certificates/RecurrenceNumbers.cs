using Memformer.Theory.Algebra;
using Memformer.Theory.Methods.Iterates;
using Memformer.Theory.Methods.Language;

namespace Memformer.Theory.Certificates;

/// <summary>Writes a method's letters, and the numbers that its equations define from them, for all k.</summary>
internal sealed class RecurrenceNumbers(
    MethodAnalysis method,
    ParameterValues parameters,
    RecurrenceTerms terms,
    CoqNames names
)
{
    private readonly List<string> _definitions = [];
    private readonly HashSet<string> _known = [];

    /// <summary>Declarations and definitions, in order; to be asked for once.</summary>
    internal IReadOnlyList<string> Write()
    {
        var scalars = method.Parameters.Where(parameter => parameter.Kind == ParameterKind.Scalar).ToList();
        var values = scalars.Where(parameter => !parameter.IsIndexed && Value(parameter) is not null).ToList();
        var letters = scalars
            .Where(parameter => !parameter.IsIndexed && Value(parameter) is null)
            .Select(parameter => parameter.Name);
        var roots = method.Relations.Where(pair => pair.Value.Letter is NameExpression).Select(pair => pair.Key);
        var rows = scalars.Where(parameter => parameter.IndexCount == 1).Select(parameter => parameter.Name);
        var indexed = method
            .Relations.Where(pair => pair.Value.Letter is IndexedExpression)
            .Select(pair => pair.Key)
            .ToList();
        foreach (var parameter in values)
        {
            _definitions.Add(
                $"Definition {names.Of(parameter.Name, null)} : F := {CoqTerm.Fraction(Value(parameter)!.Value)}."
            );
        }

        foreach (var name in method.Sequences.Keys.Where(name => !method.IsVector(name)))
        {
            Define(name);
        }

        return
        [
            .. Variables("F", [.. letters.Concat(roots)]),
            .. Variables(
                "nat -> F",
                [
                    .. rows,
                    .. indexed.Where(name => !method.Sequences.ContainsKey(name)),
                    .. indexed.Where(method.Sequences.ContainsKey).Select(name => $"{name}_of"),
                ]
            ),
            .. _definitions,
        ];
    }

    private Rational? Value(MethodParameter parameter) =>
        parameters.Of(parameter, []) is Value.Scalar scalar && scalar.Number.TryGetConstant(out var value)
            ? value
            : null;

    private IEnumerable<string> Variables(string type, List<string> letters) =>
        letters.Count == 0
            ? []
            : [$"Variables {string.Join(' ', letters.Select(name => names.Of(name, null)))} : {type}."];

    /// <summary>Defines a number after those that it needs.</summary>
    private void Define(string name)
    {
        if (!_known.Add(name))
        {
            return;
        }

        var sequence = method.Sequences[name];
        foreach (var other in sequence.Equations.SelectMany(equation => equation.Right.Parts()).Select(NameOf))
        {
            if (other is not null && other != name && method.Sequences.ContainsKey(other) && !method.IsVector(other))
            {
                Define(other);
            }
        }

        _definitions.Add(
            sequence.Constant is { } constant
                ? $"Definition {names.Of(name, null)} : F := {terms.Of(constant.Right, RecurrenceTerms.Numbers(new(null, 0)))}."
                : Recurrent(sequence)
        );
    }

    private static string? NameOf(Expression part) =>
        part switch
        {
            IndexedExpression indexed => indexed.Name,
            NameExpression name => name.Name,
            _ => null,
        };

    /// <summary>A sequence of numbers: its first elements one by one, then the equation for all k.</summary>
    private string Recurrent(Sequence sequence)
    {
        var name = names.Of(sequence.Name, null);
        var isLetter = method.Relations.ContainsKey(sequence.Name);
        if (
            sequence.General.Count > 1
            || sequence.Stated.Keys.Any(index => index < 0)
            || sequence.General.Any(pair => pair.Equation.Condition is not null)
        )
        {
            throw RecurrenceTerms.Refused($"{sequence.Name} has several equations");
        }

        var first = sequence.General.Count == 0 ? 0 : (int)sequence.General[0].Shift;
        var stated = Enumerable.Range(0, (int)sequence.Stated.Keys.DefaultIfEmpty(-1).Max() + 1).ToList();
        if (first is < 0 or > 1 || stated.Any(index => !sequence.Stated.ContainsKey(index)) || stated.Count < first)
        {
            throw RecurrenceTerms.Refused($"{sequence.Name} is not defined from one index on");
        }

        var scope = RecurrenceTerms.Numbers(new("k", 0));
        var general =
            isLetter ? $"{Free(sequence.Name)} k"
            : sequence.General.Count == 1 ? terms.Of(sequence.General[0].Equation.Right, scope).Text
            : throw RecurrenceTerms.Refused($"{sequence.Name} has no equation for all k");
        string At(int index) => terms.Of(sequence.Stated[index].Right, RecurrenceTerms.Numbers(new(null, 0))).Text;
        var body =
            string.Concat(stated.Skip(first).Select(index => $"if (k == {index - first})%N then {At(index)} else "))
            + general;
        return first == 0
            ? $"Definition {name} (k : nat) : F := {body}."
            : $"Fixpoint {name} (step : nat) : F := if step is k.+1 then {body} else {At(0)}.";
    }

    /// <summary>The letters of a sequence whose first ones have a value.</summary>
    private string Free(string name) => names.Of($"{name}_of", null);
}
