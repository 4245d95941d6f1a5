namespace Memformer.Theory.Certificates;

/// <summary>A natural number as Coq writes it: a variable and what is added to it, or a number alone.</summary>
/// <param name="Variable">The variable; <see langword="null"/> for a number.</param>
/// <param name="Offset">What is added; never negative where the term is written.</param>
internal readonly record struct NaturalTerm(string? Variable, int Offset)
{
    /// <summary>So many successors have a notation of their own.</summary>
    private const int Successors = 4;

    public static NaturalTerm operator +(NaturalTerm term, int more) => term with { Offset = term.Offset + more };

    /// <summary>As Coq reads it: <c>k.+1</c>, <c>(k + 7)</c>, <c>3</c>.</summary>
    /// <exception cref="UsageException">The offset is negative.</exception>
    public override string ToString() =>
        (Variable, Offset) switch
        {
            (_, < 0) => throw new UsageException(
                $"an index {Offset} steps before the first; a certificate for all depths counts from 0"
            ),
            (null, var number) => $"{number}",
            ({ } name, 0) => name,
            ({ } name, <= Successors) => $"{name}.+{Offset}",
            ({ } name, var offset) => $"({name} + {offset})",
        };
}
