using Memformer.Theory.Algebra;

namespace Memformer.Theory.Networks;

/// <summary>
/// The exact gates between a network's registers and its layers, and what a layer keeps and takes through them. One number stands
/// for all tokens and all rows: the constructions need no more.
/// </summary>
public abstract partial record Gates
{
    private Gates() { }

    /// <summary>All gates, one after the other.</summary>
    public abstract IEnumerable<RationalFunction> All { get; }

    /// <summary>The gates at given values of the parameters.</summary>
    /// <exception cref="UndefinedValueException">A gate has a pole there.</exception>
    public abstract Gates Substitute(IReadOnlyDictionary<Symbol, RationalFunction> values);

    /// <summary>C_{l,j} of the network's canonical form; null stands for zero.</summary>
    /// <param name="weights">The network, with these gates.</param>
    /// <param name="layer">l.</param>
    /// <param name="register">j ≤ l.</param>
    internal abstract MatrixPolynomial? Coefficient(ExactWeights weights, int layer, int register);

    /// <summary>Where the query's column has gates of its own, the matrix by which the gradient of register j enters the
    /// answer in layer l ≥ j; else null.</summary>
    internal virtual MatrixPolynomial? QueryCoefficient(ExactWeights weights, int layer, int register) => null;

    /// <summary>What layer l keeps, given its attention (by heads) and what the earlier layers kept.</summary>
    internal virtual IReadOnlyList<T> Remember<T>(
        IMatrixRing<T> ring,
        int layer,
        IReadOnlyList<T> attention,
        IReadOnlyList<IReadOnlyList<T>> registers
    ) => attention;

    /// <summary>The terms of Z_{l+1} − Z_l, given what layers 0 … l kept.</summary>
    internal abstract IReadOnlyList<T> Increment<T>(
        IMatrixRing<T> ring,
        int layer,
        IReadOnlyList<IReadOnlyList<T>> registers
    );

    /// <summary>No memory.</summary>
    public sealed record None : Gates
    {
        /// <inheritdoc/>
        public override IEnumerable<RationalFunction> All => [];

        /// <inheritdoc/>
        public override Gates Substitute(IReadOnlyDictionary<Symbol, RationalFunction> values) => this;

        /// <inheritdoc/>
        internal override MatrixPolynomial? Coefficient(ExactWeights weights, int layer, int register) =>
            layer == register ? weights.Preconditioner(layer) : null;

        /// <inheritdoc/>
        internal override IReadOnlyList<T> Increment<T>(
            IMatrixRing<T> ring,
            int layer,
            IReadOnlyList<IReadOnlyList<T>> registers
        ) => registers[layer];
    }

    private static IReadOnlyList<RationalFunction> At(
        IReadOnlyList<RationalFunction> gates,
        IReadOnlyDictionary<Symbol, RationalFunction> values
    ) => [.. gates.Select(gate => gate.Substitute(values))];
}
