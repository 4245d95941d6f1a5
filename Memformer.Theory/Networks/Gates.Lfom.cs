using Memformer.Theory.Algebra;

namespace Memformer.Theory.Networks;

public abstract partial record Gates
{
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

        /// <inheritdoc/>
        internal override MatrixPolynomial Coefficient(ExactWeights weights, int layer, int register) =>
            Values[layer]
                [register]
                .Select((gate, head) => gate * weights.Preconditioner(register, head))
                .Aggregate((sum, term) => sum + term);

        /// <summary>The terms g_{l,j,h} R_{j,h}, closed gates left out.</summary>
        internal override IReadOnlyList<T> Increment<T>(
            IMatrixRing<T> ring,
            int layer,
            IReadOnlyList<IReadOnlyList<T>> registers
        ) =>
            [
                .. from register in Enumerable.Range(0, layer + 1)
                from head in Enumerable.Range(0, registers[register].Count)
                let gate = Values[layer][register][head]
                where !gate.IsZero
                select ring.Scale(gate, registers[register][head]),
            ];
    }
}
