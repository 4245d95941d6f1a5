namespace Memformer.Theory.Algebra;

/// <summary>
/// A scalar letter: a hyper-parameter such as <c>eta</c> or <c>beta[3]</c>, or the context length <c>n</c>.
/// Symbols are ordered by name (ordinal), then by index, a symbol without an index first.
/// </summary>
/// <param name="Name">The letter's name, for instance <c>eta</c>.</param>
/// <param name="Index">The layer it belongs to, or null when it has none.</param>
public readonly record struct Symbol(string Name, int? Index = null) : IComparable<Symbol>, IComparable
{
    /// <inheritdoc/>
    public int CompareTo(Symbol other)
    {
        var byName = string.CompareOrdinal(Name, other.Name);
        return byName != 0 ? byName : Nullable.Compare(Index, other.Index);
    }

    // F#'s comparison operators, sets and maps ask for this form.
    int IComparable.CompareTo(object? obj) =>
        obj is Symbol other ? CompareTo(other) : throw new ArgumentException($"{obj} is not a symbol.");

    /// <summary>Whether <paramref name="left"/> comes before <paramref name="right"/>.</summary>
    public static bool operator <(Symbol left, Symbol right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> comes after <paramref name="right"/>.</summary>
    public static bool operator >(Symbol left, Symbol right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> does not come after <paramref name="right"/>.</summary>
    public static bool operator <=(Symbol left, Symbol right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> does not come before <paramref name="right"/>.</summary>
    public static bool operator >=(Symbol left, Symbol right) => left.CompareTo(right) >= 0;

    /// <summary>The symbol as it is written in a formula: <c>eta</c>, <c>eta[3]</c>.</summary>
    public override string ToString() => ExpressionText.Language.Of(this);
}
