using System.Collections.Immutable;
using Memformer.Theory.Algebra;

namespace Memformer.Theory.Methods.Iterates;

/// <summary>A sparse linear combination of numbered vectors; immutable.</summary>
internal sealed class Combination
{
    private readonly ImmutableArray<(int Index, Coefficient Value)> _terms;

    private Combination(ImmutableArray<(int Index, Coefficient Value)> terms) => _terms = terms;

    internal static Combination Empty { get; } = new([]);

    /// <summary>The terms with a coefficient other than zero, by index.</summary>
    internal ImmutableArray<(int Index, Coefficient Value)> Terms => _terms;

    internal static Combination Of(int index) => new([(index, Coefficient.One)]);

    internal Combination ScaledBy(Coefficient factor)
    {
        SymbolicWork.Spend(_terms.Length);
        return new([
            .. _terms.Select(term => (term.Index, Value: factor * term.Value)).Where(term => !term.Value.IsZero),
        ]);
    }

    internal Combination Plus(Combination other)
    {
        SymbolicWork.Spend(_terms.Length + other._terms.Length);
        var sum = ImmutableArray.CreateBuilder<(int Index, Coefficient Value)>(_terms.Length + other._terms.Length);
        var (left, right) = (0, 0);
        while (left < _terms.Length || right < other._terms.Length)
        {
            if (
                right == other._terms.Length
                || (left < _terms.Length && _terms[left].Index < other._terms[right].Index)
            )
            {
                sum.Add(_terms[left++]);
            }
            else if (left == _terms.Length || other._terms[right].Index < _terms[left].Index)
            {
                sum.Add(other._terms[right++]);
            }
            else
            {
                var value = _terms[left].Value + other._terms[right].Value;
                if (!value.IsZero)
                {
                    sum.Add((_terms[left].Index, value));
                }

                left++;
                right++;
            }
        }

        return new Combination(sum.ToImmutable());
    }
}
