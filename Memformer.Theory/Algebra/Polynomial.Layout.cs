namespace Memformer.Theory.Algebra;

// Bringing two polynomials to the same variables, and back to the variables that occur.
public sealed partial class Polynomial
{
    /// <summary>The longest buffer that is not taken from the heap.</summary>
    private const int MostOnStack = 64;

    /// <summary>The same polynomial with its monomials laid out over more variables; not canonical.</summary>
    private Polynomial Over(Symbol[] variables)
    {
        if (ReferenceEquals(variables, _variables) || variables.AsSpan().SequenceEqual(_variables))
        {
            return this;
        }

        var places = _variables.Length <= MostOnStack ? stackalloc int[_variables.Length] : new int[_variables.Length];
        for (var i = 0; i < _variables.Length; i++)
        {
            places[i] = Array.BinarySearch(variables, _variables[i]);
        }

        var words = MonomialLayout.WordsFor(variables.Length);
        var keys = new ulong[TermCount * words];
        for (var term = 0; term < TermCount; term++)
        {
            MonomialLayout.Remap(Key(term), places, keys.AsSpan(term * words, words));
        }

        return new(variables, keys, _coefficients);
    }

    /// <summary>The polynomial of these terms, with exponents over sorted variables, in any order and all different.</summary>
    internal static Polynomial FromTerms(
        Symbol[] variables,
        IReadOnlyList<(int[] Exponents, Rational Coefficient)> terms
    )
    {
        var words = MonomialLayout.WordsFor(variables.Length);
        var sorted = terms
            .Where(term => !term.Coefficient.IsZero)
            .Select(term => (Key: Packed(term.Exponents, words), term.Coefficient))
            .OrderByDescending(
                term => term.Key,
                Comparer<ulong[]>.Create((left, right) => MonomialLayout.Compare(left, right))
            )
            .ToArray();
        return Compact(variables, [.. sorted.SelectMany(term => term.Key)], [.. sorted.Select(t => t.Coefficient)]);
    }

    /// <summary>The exponents by variable and by term, over sorted variables that include all that occur.</summary>
    internal int[][] ExponentsOver(Symbol[] variables)
    {
        var aligned = Over(variables);
        var exponents = new int[variables.Length][];
        for (var variable = 0; variable < variables.Length; variable++)
        {
            exponents[variable] = new int[TermCount];
            for (var term = 0; term < TermCount; term++)
            {
                exponents[variable][term] = MonomialLayout.Exponent(aligned.Key(term), variable);
            }
        }

        return exponents;
    }

    private static ulong[] Packed(int[] exponents, int words)
    {
        var key = new ulong[words];
        for (var variable = 0; variable < exponents.Length; variable++)
        {
            MonomialLayout.Raise(key, variable, exponents[variable]);
        }

        return key;
    }

    private static Symbol[] Union(Symbol[] left, Symbol[] right)
    {
        if (right.Length == 0 || ReferenceEquals(left, right) || left.AsSpan().SequenceEqual(right))
        {
            return left;
        }

        if (left.Length == 0)
        {
            return right;
        }

        var union = new List<Symbol>(left.Length + right.Length);
        var (i, j) = (0, 0);
        while (i < left.Length || j < right.Length)
        {
            var order =
                i == left.Length ? 1
                : j == right.Length ? -1
                : left[i].CompareTo(right[j]);
            union.Add(order <= 0 ? left[i] : right[j]);
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        return union.Count == left.Length ? left
            : union.Count == right.Length ? right
            : [.. union];
    }

    /// <summary>Drops the variables that no longer occur.</summary>
    private static Polynomial Compact(Symbol[] variables, ulong[] keys, Rational[] coefficients)
    {
        var words = MonomialLayout.WordsFor(variables.Length);
        var occurring = words <= MostOnStack ? stackalloc ulong[words] : new ulong[words];
        for (var i = 0; i < keys.Length; i++)
        {
            occurring[i % words] |= keys[i];
        }

        var kept = new List<Symbol>(variables.Length);
        var places = new int[variables.Length];
        for (var i = 0; i < variables.Length; i++)
        {
            places[i] = MonomialLayout.Exponent(occurring, i) == 0 ? -1 : kept.Count;
            if (places[i] >= 0)
            {
                kept.Add(variables[i]);
            }
        }

        if (kept.Count == variables.Length)
        {
            return new(variables, keys, coefficients);
        }

        var keptWords = MonomialLayout.WordsFor(kept.Count);
        var keptKeys = new ulong[coefficients.Length * keptWords];
        for (var term = 0; term < coefficients.Length; term++)
        {
            var target = keptKeys.AsSpan(term * keptWords, keptWords);
            MonomialLayout.Remap(keys.AsSpan(term * words, words), places, target);
        }

        return new([.. kept], keptKeys, coefficients);
    }

    /// <summary>Terms being written in order, their keys all over the same variables.</summary>
    private struct TermWriter(int capacity, int words)
    {
        private readonly ulong[] _keys = new ulong[capacity * words];
        private readonly Rational[] _coefficients = new Rational[capacity];

        public int Count { get; private set; }

        public void Add(Polynomial source, int term, Rational coefficient)
        {
            if (coefficient.IsZero)
            {
                return;
            }

            if (words == 1)
            {
                _keys[Count] = source._keys[term];
            }
            else
            {
                source.Key(term).CopyTo(_keys.AsSpan(Count * words, words));
            }

            _coefficients[Count++] = coefficient;
        }

        public readonly (ulong[] Keys, Rational[] Coefficients) Finish() =>
            Count == _coefficients.Length
                ? (_keys, _coefficients)
                : (_keys.AsSpan(0, Count * words).ToArray(), _coefficients.AsSpan(0, Count).ToArray());
    }
}
