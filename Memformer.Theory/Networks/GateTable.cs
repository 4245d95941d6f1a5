using Memformer.Theory.Algebra;
using Memformer.Theory.Typesetting;

namespace Memformer.Theory.Networks;

/// <summary>Some of a network's gates, as files and documents show them.</summary>
public abstract class GateTable : IEquatable<GateTable>
{
    private GateTable(string introduction) => Introduction = introduction;

    /// <summary>The words that lead to them, after the weights were shown: <c>and the gates</c>.</summary>
    public string Introduction { get; }

    /// <summary>All of them, one after the other.</summary>
    public abstract IEnumerable<RationalFunction> Values { get; }

    /// <summary>The same tables of equal numbers.</summary>
    public bool Equals(GateTable? other) => other is not null && Parts.SequenceEqual(other.Parts);

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => Equals(obj as GateTable);

    /// <inheritdoc/>
    public sealed override int GetHashCode() => Values.FirstOrDefault()?.GetHashCode() ?? 0;

    /// <summary>What equal tables have equal.</summary>
    private protected abstract IEnumerable<object?> Parts { get; }

    /// <summary>Gates of which there is one for each layer, or for each register.</summary>
    /// <param name="introduction">The words that lead to them.</param>
    /// <param name="columns">The gates by name.</param>
    public sealed class Columns(string introduction, params GateColumn[] columns) : GateTable(introduction)
    {
        /// <summary>The gates by name.</summary>
        public IReadOnlyList<GateColumn> All => columns;

        /// <inheritdoc/>
        public override IEnumerable<RationalFunction> Values => columns.SelectMany(column => column.Values);

        private protected override IEnumerable<object?> Parts =>
            columns.SelectMany(column => column.Values.Cast<object?>().Prepend(column.Update).Prepend(column.Key));
    }

    /// <summary>Gates of which there is one for each layer l and register j ≤ l, and of every head.</summary>
    /// <param name="introduction">The words that lead to them.</param>
    /// <param name="key">Their name in files.</param>
    /// <param name="letter">Their letter.</param>
    /// <param name="gates"><c>gates[l, j][h]</c>.</param>
    public sealed class Triangle(
        string introduction,
        string key,
        string letter,
        Triangle<IReadOnlyList<RationalFunction>> gates
    ) : GateTable(introduction)
    {
        /// <summary>Their name in files.</summary>
        public string Key => key;

        /// <summary>Their letter.</summary>
        public string Letter => letter;

        /// <summary>The symbol of one of them; without a head where there is one.</summary>
        internal Formula Symbol(Formula layer, Formula register, Formula? head) =>
            head is null
                ? ((Formula)letter).Sub(layer, register)
                : ((Formula)letter).Sub(new Formula.Sequence([layer, register, head]));

        /// <summary><c>Gates[l, j][h]</c>.</summary>
        public Triangle<IReadOnlyList<RationalFunction>> Gates => gates;

        /// <inheritdoc/>
        public override IEnumerable<RationalFunction> Values => gates.SelectMany(heads => heads);

        private protected override IEnumerable<object?> Parts => Values.Prepend<object?>(key).Append(gates.Size);
    }
}

/// <summary>A gate for each of L layers, or for each of their registers.</summary>
/// <param name="Key">The name in files.</param>
/// <param name="Symbol">The symbol, given the layer or register.</param>
/// <param name="Values">L numbers.</param>
public sealed record GateColumn(string Key, Func<Formula, Formula> Symbol, IReadOnlyList<RationalFunction> Values)
{
    /// <summary>The first and the one after the last that have an effect; all where it is not said.</summary>
    public Range Effective { get; init; } = Range.All;

    /// <summary>Whether they belong to registers, which all later layers take through them, and not to layers.</summary>
    public bool IsOfRegisters { get; init; }

    /// <summary>How a layer's own register enters; null where there is one way alone.</summary>
    public UpdateForm? Update { get; init; }
}
