using Memformer.Theory.Algebra;

namespace Memformer.Theory.Networks;

public abstract partial class Gates
{
    /// <summary><c>Z_{l+1} = Z_l + Σ_{j≤l} Σ_h g_{l,j,h} R_{j,h}</c>.</summary>
    /// <param name="values"><c>values[l, j][h]</c>.</param>
    public sealed class Lfom(Triangle<IReadOnlyList<RationalFunction>> values) : Gates
    {
        /// <summary><c>Values[l, j][h]</c>.</summary>
        public Triangle<IReadOnlyList<RationalFunction>> Values => values;

        /// <inheritdoc/>
        public override IReadOnlyList<GateTable> Tables =>
            [new GateTable.Triangle("and the gates", "lfom", "g", values)];

        /// <inheritdoc/>
        protected override Gates Map(Func<RationalFunction, RationalFunction> change) =>
            new Lfom(values.Map<IReadOnlyList<RationalFunction>>(heads => [.. heads.Select(change)]));

        /// <inheritdoc/>
        protected internal override MatrixPolynomial Coefficient(ExactWeights weights, int layer, int register) =>
            values[layer, register]
                .Select((gate, head) => gate * weights.Preconditioner(register, head))
                .Aggregate((sum, term) => sum + term);

        /// <summary>The terms g_{l,j,h} R_{j,h}, closed gates left out.</summary>
        protected internal override IReadOnlyList<T> Increment<T>(
            IMatrixRing<T> ring,
            int layer,
            IReadOnlyList<IReadOnlyList<T>> registers
        ) =>
            [
                .. from register in Enumerable.Range(0, layer + 1)
                from head in Enumerable.Range(0, registers[register].Count)
                let gate = values[layer, register][head]
                where !gate.IsZero
                select ring.Scale(gate, registers[register][head]),
            ];
    }
}
