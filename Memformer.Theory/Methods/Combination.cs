using System.Collections.Immutable;

namespace Memformer.Theory.Methods;

/// <summary>A sparse linear combination of numbered vectors; immutable.</summary>
internal sealed class Combination
{
    private readonly ImmutableArray<(int Index, Coefficient Value)> terms;

    private Combination(ImmutableArray<(int Index, Coefficient Value)> terms) => this.terms = terms;

    internal static Combination Empty { get; } = new([]);

    /// <summary>The terms with a coefficient other than zero, by index.</summary>
    internal ImmutableArray<(int Index, Coefficient Value)> Terms => terms;

    internal static Combination Of(int index) => new([(index, Coefficient.One)]);

    internal Combination ScaledBy(Coefficient factor) =>
        new([.. terms.Select(term => (term.Index, Value: factor * term.Value)).Where(term => !term.Value.IsZero)]);

    internal Combination Plus(Combination other)
    {
        var sum = ImmutableArray.CreateBuilder<(int Index, Coefficient Value)>(terms.Length + other.terms.Length);
        var (left, right) = (0, 0);
        while (left < terms.Length || right < other.terms.Length)
        {
            if (right == other.terms.Length || (left < terms.Length && terms[left].Index < other.terms[right].Index))
            {
                sum.Add(terms[left++]);
            }
            else if (left == terms.Length || other.terms[right].Index < terms[left].Index)
            {
                sum.Add(other.terms[right++]);
            }
            else
            {
                var value = terms[left].Value + other.terms[right].Value;
                if (!value.IsZero)
                {
                    sum.Add((terms[left].Index, value));
                }
                left++;
                right++;
            }
        }
        return new Combination(sum.ToImmutable());
    }
}
