using Memformer.Theory.Algebra;

namespace Memformer.Theory.Networks;

public abstract partial record Gates
{
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

        /// <inheritdoc/>
        internal override MatrixPolynomial Coefficient(ExactWeights weights, int layer, int register) =>
            Enumerable
                .Range(register + 1, layer - register)
                .Aggregate(Alpha[layer], (product, between) => product * Gamma[between])
            * weights.Preconditioner(register);

        /// <inheritdoc/>
        internal override IReadOnlyList<T> Remember<T>(
            IMatrixRing<T> ring,
            int layer,
            IReadOnlyList<T> attention,
            IReadOnlyList<IReadOnlyList<T>> registers
        )
        {
            var fresh = attention.Aggregate(ring.Add);
            return layer == 0 || Gamma[layer].IsZero
                ? [fresh]
                : [ring.Add(fresh, ring.Scale(Gamma[layer], registers[layer - 1][0]))];
        }

        /// <inheritdoc/>
        internal override IReadOnlyList<T> Increment<T>(
            IMatrixRing<T> ring,
            int layer,
            IReadOnlyList<IReadOnlyList<T>> registers
        ) => [ring.Scale(Alpha[layer], registers[layer][0])];
    }
}
