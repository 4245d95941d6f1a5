using Memformer.Theory.Algebra;

namespace Memformer.Theory.Networks;

/// <summary>
/// The exact gates between a network's registers and its layers, and what a layer keeps and takes through them. One number stands
/// for all tokens and all rows: the constructions need no more. Proofs, files and documents ask this object; an architecture with
/// gates of its own inherits it.
/// </summary>
public abstract partial class Gates : IEquatable<Gates>
{
    /// <summary>The gates as files and documents show them.</summary>
    public abstract IReadOnlyList<GateTable> Tables { get; }

    /// <summary>All gates, one after the other.</summary>
    public IEnumerable<RationalFunction> All => Tables.SelectMany(table => table.Values);

    /// <summary>The gates at given values of the parameters.</summary>
    /// <exception cref="UndefinedValueException">A gate has a pole there.</exception>
    public Gates Substitute(IReadOnlyDictionary<Symbol, RationalFunction> values) =>
        Map(gate => gate.Substitute(values));

    /// <summary>Gates of the same kind with equal numbers.</summary>
    public bool Equals(Gates? other) =>
        other is not null && GetType() == other.GetType() && Tables.SequenceEqual(other.Tables);

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => Equals(obj as Gates);

    /// <inheritdoc/>
    public sealed override int GetHashCode() =>
        HashCode.Combine(GetType(), Tables is [var table, ..] ? table.GetHashCode() : 0);

    /// <summary>The same gates with other numbers.</summary>
    protected abstract Gates Map(Func<RationalFunction, RationalFunction> change);

    /// <summary>C_{l,j} of the network's canonical form; null stands for zero.</summary>
    /// <param name="weights">The network, with these gates.</param>
    /// <param name="layer">l.</param>
    /// <param name="register">j ≤ l.</param>
    protected internal abstract MatrixPolynomial? Coefficient(ExactWeights weights, int layer, int register);

    /// <summary>Where the query's column has gates of its own, the matrix by which the gradient of register j enters the
    /// answer in layer l ≥ j; else null.</summary>
    protected internal virtual MatrixPolynomial? QueryCoefficient(ExactWeights weights, int layer, int register) =>
        null;

    /// <summary>What layer l keeps, given its attention (by heads) and what the earlier layers kept.</summary>
    protected internal virtual IReadOnlyList<T> Remember<T>(
        IMatrixRing<T> ring,
        int layer,
        IReadOnlyList<T> attention,
        IReadOnlyList<IReadOnlyList<T>> registers
    ) => attention;

    /// <summary>The terms of Z_{l+1} − Z_l, given what layers 0 … l kept.</summary>
    protected internal abstract IReadOnlyList<T> Increment<T>(
        IMatrixRing<T> ring,
        int layer,
        IReadOnlyList<IReadOnlyList<T>> registers
    );

    /// <summary>The gates of a layer that is used in every layer: what has no effect in one is what it is in the others.</summary>
    protected internal virtual Gates Tied() => this;

    /// <summary>No memory.</summary>
    public sealed class None : Gates
    {
        /// <inheritdoc/>
        public override IReadOnlyList<GateTable> Tables => [];

        /// <inheritdoc/>
        protected override Gates Map(Func<RationalFunction, RationalFunction> change) => this;

        /// <inheritdoc/>
        protected internal override MatrixPolynomial? Coefficient(ExactWeights weights, int layer, int register) =>
            layer == register ? weights.Preconditioner(layer) : null;

        /// <inheritdoc/>
        protected internal override IReadOnlyList<T> Increment<T>(
            IMatrixRing<T> ring,
            int layer,
            IReadOnlyList<IReadOnlyList<T>> registers
        ) => registers[layer];
    }
}
