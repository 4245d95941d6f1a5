using Memformer.Theory.Algebra;

namespace Memformer.Theory.Networks;

/// <summary>
/// The exact gates between a network's registers and its layers. One number stands for all tokens and all rows: the
/// constructions need no more.
/// </summary>
public abstract record Gates
{
    private Gates() { }

    /// <summary>All gates, one after the other.</summary>
    public abstract IEnumerable<RationalFunction> All { get; }

    /// <summary>The gates at given values of the parameters.</summary>
    /// <exception cref="UndefinedValueException">A gate has a pole there.</exception>
    public abstract Gates Substitute(IReadOnlyDictionary<Symbol, RationalFunction> values);

    /// <summary>No memory.</summary>
    public sealed record None : Gates
    {
        /// <inheritdoc/>
        public override IEnumerable<RationalFunction> All => [];

        /// <inheritdoc/>
        public override Gates Substitute(IReadOnlyDictionary<Symbol, RationalFunction> values) => this;
    }

    /// <summary><c>R_l = attention_l + γ_l R_{l−1}</c> and <c>Z_{l+1} = Z_l + α_l R_l</c>; γ_0 has no effect.</summary>
    /// <param name="Alpha">L numbers.</param>
    /// <param name="Gamma">L numbers.</param>
    public sealed record Dynamic(IReadOnlyList<RationalFunction> Alpha, IReadOnlyList<RationalFunction> Gamma) : Gates
    {
        /// <inheritdoc/>
        public override IEnumerable<RationalFunction> All => Alpha.Concat(Gamma);

        /// <inheritdoc/>
        public override Gates Substitute(IReadOnlyDictionary<Symbol, RationalFunction> values) =>
            new Dynamic(At(Alpha, values), At(Gamma, values));

        /// <summary>Equal numbers.</summary>
        public bool Equals(Dynamic? other) =>
            other is not null && Alpha.SequenceEqual(other.Alpha) && Gamma.SequenceEqual(other.Gamma);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Alpha.Count, Alpha[0]);
    }

    /// <summary><c>Z_{l+1} = Z_l + Σ_{j≤l} Σ_h g_{l,j,h} R_{j,h}</c>.</summary>
    /// <param name="Values"><c>Values[l][j][h]</c> for j ≤ l.</param>
    public sealed record Lfom(IReadOnlyList<IReadOnlyList<IReadOnlyList<RationalFunction>>> Values) : Gates
    {
        /// <inheritdoc/>
        public override IEnumerable<RationalFunction> All =>
            Values.SelectMany(layer => layer).SelectMany(heads => heads);

        /// <inheritdoc/>
        public override Gates Substitute(IReadOnlyDictionary<Symbol, RationalFunction> values) =>
            new Lfom([
                .. Values.Select(layer =>
                    (IReadOnlyList<IReadOnlyList<RationalFunction>>)[.. layer.Select(heads => At(heads, values))]
                ),
            ]);

        /// <summary>Equal numbers.</summary>
        public bool Equals(Lfom? other) =>
            other is not null && Values.Count == other.Values.Count && All.SequenceEqual(other.All);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Values.Count, Values[0][0][0]);
    }

    /// <summary>One gate a_j per register, the same for all later layers.</summary>
    /// <param name="Values">L numbers.</param>
    /// <param name="Update">How a layer's own register enters.</param>
    /// <param name="Query">L numbers for the query's column, where gates have an entry per token; null where one number
    /// is for all tokens.</param>
    public sealed record Shared(
        IReadOnlyList<RationalFunction> Values,
        UpdateForm Update,
        IReadOnlyList<RationalFunction>? Query = null
    ) : Gates
    {
        /// <inheritdoc/>
        public override IEnumerable<RationalFunction> All => Values.Concat(Query ?? []);

        /// <inheritdoc/>
        public override Gates Substitute(IReadOnlyDictionary<Symbol, RationalFunction> values) =>
            new Shared(At(Values, values), Update, Query is null ? null : At(Query, values));

        /// <summary>The factor of register j in the update of layer l ≥ j, on the context's columns.</summary>
        public RationalFunction At(int layer, int register) => Factor(Values, layer, register);

        /// <summary>The factor of register j in the update of layer l ≥ j, on the query's column.</summary>
        public RationalFunction AtQuery(int layer, int register) => Factor(Query ?? Values, layer, register);

        /// <summary>Equal numbers and the same form.</summary>
        public bool Equals(Shared? other) =>
            other is not null
            && Update == other.Update
            && Values.SequenceEqual(other.Values)
            && (Query ?? Values).SequenceEqual(other.Query ?? other.Values);

        private RationalFunction Factor(IReadOnlyList<RationalFunction> gates, int layer, int register) =>
            layer == register && Update == UpdateForm.Residual ? RationalFunction.One : gates[register];

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Update, Values.Count, Values[0]);
    }

    private static IReadOnlyList<RationalFunction> At(
        IReadOnlyList<RationalFunction> gates,
        IReadOnlyDictionary<Symbol, RationalFunction> values
    ) => [.. gates.Select(gate => gate.Substitute(values))];
}

/// <summary>How shared gates act on a layer's own register.</summary>
public enum UpdateForm
{
    /// <summary><c>Z_{l+1} = Z_l + R_l + Σ_{j&lt;l} a_j R_j</c>; the last gate has no effect.</summary>
    Residual,

    /// <summary><c>Z_{l+1} = Z_l + Σ_{j≤l} a_j R_j</c>.</summary>
    Accumulated,
}
