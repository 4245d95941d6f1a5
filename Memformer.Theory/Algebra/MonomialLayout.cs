namespace Memformer.Theory.Algebra;

/// <summary>
/// How exponents are packed: sixteen bits each, four to a machine word, the first variable in the most significant
/// place. Comparing keys as unsigned numbers, word by word, is then the lexicographic order of monomials, adding keys
/// multiplies monomials, and the top bit of each field, never set in a valid key, shows overflow and underflow.
/// </summary>
internal static class MonomialLayout
{
    /// <summary>The largest exponent that fits.</summary>
    public const int MaximumExponent = 0x7FFF;

    /// <summary>The top bit of every field.</summary>
    public const ulong Guard = 0x8000_8000_8000_8000;

    private const int VariablesPerWord = 4;
    private const int FieldBits = 16;

    /// <summary>The number of words of a key over this many variables; at least one.</summary>
    public static int WordsFor(int variables) => Math.Max(1, (variables + VariablesPerWord - 1) / VariablesPerWord);

    /// <summary>The exponent of a variable in a key.</summary>
    public static int Exponent(ReadOnlySpan<ulong> key, int variable) =>
        (int)((key[variable / VariablesPerWord] >> Shift(variable)) & 0xFFFF);

    /// <summary>Adds to the exponent of a variable in a key.</summary>
    public static void Raise(Span<ulong> key, int variable, int exponent) =>
        key[variable / VariablesPerWord] = unchecked(
            key[variable / VariablesPerWord] + ((ulong)exponent << Shift(variable))
        );

    /// <summary>Takes a variable out of a key.</summary>
    public static void Clear(Span<ulong> key, int variable) =>
        key[variable / VariablesPerWord] &= ~(0xFFFFUL << Shift(variable));

    /// <summary>Compares two monomials lexicographically.</summary>
    public static int Compare(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right)
    {
        for (var i = 0; i < left.Length; i++)
        {
            if (left[i] != right[i])
            {
                return left[i] < right[i] ? -1 : 1;
            }
        }

        return 0;
    }

    /// <summary>The sum of the exponents.</summary>
    public static int TotalDegree(ReadOnlySpan<ulong> key)
    {
        var degree = 0;
        foreach (var word in key)
        {
            degree +=
                (int)(word >> 48) + (int)(word >> 32 & 0xFFFF) + (int)(word >> 16 & 0xFFFF) + (int)(word & 0xFFFF);
        }

        return degree;
    }

    /// <summary>Copies a key, variable <c>i</c> of the source becoming variable <c>places[i]</c> of the target.</summary>
    public static void Remap(ReadOnlySpan<ulong> source, ReadOnlySpan<int> places, Span<ulong> target)
    {
        for (var i = 0; i < places.Length; i++)
        {
            if (places[i] >= 0)
            {
                Raise(target, places[i], Exponent(source, i));
            }
        }
    }

    private static int Shift(int variable) => FieldBits * (VariablesPerWord - 1 - variable % VariablesPerWord);
}
