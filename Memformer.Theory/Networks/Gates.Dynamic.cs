using Memformer.Theory.Algebra;

namespace Memformer.Theory.Networks;

public abstract partial class Gates
{
    /// <summary><c>R_l = attention_l + γ_l R_{l−1}</c> and <c>Z_{l+1} = Z_l + α_l R_l</c>; γ_0 has no effect.</summary>
    /// <param name="alpha">L numbers.</param>
    /// <param name="gamma">L numbers.</param>
    public sealed class Dynamic(IReadOnlyList<RationalFunction> alpha, IReadOnlyList<RationalFunction> gamma) : Gates
    {
        /// <summary>α_l, L numbers.</summary>
        public IReadOnlyList<RationalFunction> Alpha => alpha;

        /// <summary>γ_l, L numbers.</summary>
        public IReadOnlyList<RationalFunction> Gamma => gamma;

        /// <inheritdoc/>
        public override IReadOnlyList<GateTable> Tables =>
            [
                new GateTable.Columns(
                    "and the memory",
                    new GateColumn("alpha", NetworkSymbols.Alpha, alpha),
                    new GateColumn("gamma", NetworkSymbols.Gamma, gamma) { Effective = 1.. }
                ),
            ];

        /// <inheritdoc/>
        protected override Gates Map(Func<RationalFunction, RationalFunction> change) =>
            new Dynamic([.. alpha.Select(change)], [.. gamma.Select(change)]);

        /// <inheritdoc/>
        protected internal override MatrixPolynomial Coefficient(ExactWeights weights, int layer, int register) =>
            Enumerable
                .Range(register + 1, layer - register)
                .Aggregate(alpha[layer], (product, between) => product * gamma[between])
            * weights.Preconditioner(register);

        /// <inheritdoc/>
        protected internal override IReadOnlyList<T> Remember<T>(
            IMatrixRing<T> ring,
            int layer,
            IReadOnlyList<T> attention,
            IReadOnlyList<IReadOnlyList<T>> registers
        )
        {
            var fresh = attention.Aggregate(ring.Add);
            return layer == 0 || gamma[layer].IsZero
                ? [fresh]
                : [ring.Add(fresh, ring.Scale(gamma[layer], registers[layer - 1][0]))];
        }

        /// <inheritdoc/>
        protected internal override IReadOnlyList<T> Increment<T>(
            IMatrixRing<T> ring,
            int layer,
            IReadOnlyList<IReadOnlyList<T>> registers
        ) => [ring.Scale(alpha[layer], registers[layer][0])];

        /// <inheritdoc/>
        protected internal override Gates Tied() =>
            gamma.Count > 1 ? new Dynamic(alpha, [.. gamma.Select(_ => gamma[1])]) : this;
    }
}
