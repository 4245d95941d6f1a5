using Memformer.Theory.Algebra;

namespace Memformer.Theory.Networks;

public abstract partial record Gates
{
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

        /// <summary>The last row leads from the context's point to the query's answer.</summary>
        internal override MatrixPolynomial Coefficient(ExactWeights weights, int layer, int register) =>
            Entry(weights.Layers, layer, register) * weights.Preconditioner(register);

        /// <inheritdoc/>
        internal override MatrixPolynomial? QueryCoefficient(ExactWeights weights, int layer, int register) =>
            Query is null ? null : AtQuery(layer, register) * weights.Preconditioner(register);

        /// <inheritdoc/>
        internal override IReadOnlyList<T> Increment<T>(
            IMatrixRing<T> ring,
            int layer,
            IReadOnlyList<IReadOnlyList<T>> registers
        ) =>
            [
                .. from register in Enumerable.Range(0, layer + 1)
                let gate = At(layer, register)
                where Query is not null || !gate.IsZero
                from kept in registers[register]
                select Query is null ? ring.Scale(gate, kept) : ring.Scale(gate, AtQuery(layer, register), kept),
            ];

        private RationalFunction Entry(int layers, int layer, int register)
        {
            if (layer < layers - 1)
            {
                return At(layer, register);
            }

            var all = Enumerable.Range(register, layers - register).Select(l => AtQuery(l, register));
            var before = Enumerable.Range(register, layers - 1 - register).Select(l => At(l, register));
            return RationalFunction.Sum(all) - RationalFunction.Sum(before);
        }
    }
}

/// <summary>How shared gates act on a layer's own register.</summary>
public enum UpdateForm
{
    /// <summary><c>Z_{l+1} = Z_l + R_l + Σ_{j&lt;l} a_j R_j</c>; the last gate has no effect.</summary>
    Residual,

    /// <summary><c>Z_{l+1} = Z_l + Σ_{j≤l} a_j R_j</c>.</summary>
    Accumulated,
}
