using Memformer.Theory.Networks;

namespace Memformer.Learn.Models;

/// <summary>The gates between a network's registers and its layers; which case it is decides the architecture.</summary>
public abstract record NetworkGates
{
    private NetworkGates() { }

    /// <summary>The architecture that these gates belong to.</summary>
    public abstract NetworkArchitecture Architecture { get; }

    /// <summary>The gate through which layer l takes register j ≤ l of head h.</summary>
    public abstract Gate At(int layer, int register, int head);

    /// <summary>No memory: layer l takes its own register only, unchanged.</summary>
    public sealed record None : NetworkGates
    {
        /// <inheritdoc/>
        public override NetworkArchitecture Architecture => NetworkArchitecture.Linear;

        /// <inheritdoc/>
        public override Gate At(int layer, int register, int head) => layer == register ? Gate.Open : Gate.Closed;
    }

    /// <summary>
    /// <c>R_l = attention_l + γ_l R_{l−1}</c>, <c>Z_{l+1} = Z_l + α_l R_l</c>; γ_0 has no effect.
    /// </summary>
    /// <param name="Alpha">L numbers: step sizes.</param>
    /// <param name="Gamma">L numbers: what remains of the previous register.</param>
    public sealed record Dynamic(IReadOnlyList<double> Alpha, IReadOnlyList<double> Gamma) : NetworkGates
    {
        /// <inheritdoc/>
        public override NetworkArchitecture Architecture => NetworkArchitecture.Dynamic;

        /// <inheritdoc/>
        public override Gate At(int layer, int register, int head)
        {
            var gate = Alpha[layer];
            for (var between = register + 1; between <= layer; between++)
            {
                gate *= Gamma[between];
            }
            return new Gate.Scalar(gate);
        }

        /// <summary>Equal numbers.</summary>
        public bool Equals(Dynamic? other) =>
            other is not null && Alpha.SequenceEqual(other.Alpha) && Gamma.SequenceEqual(other.Gamma);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Alpha.Count, Alpha.Sum(), Gamma.Sum());
    }

    /// <summary>A gate for each layer and register.</summary>
    /// <param name="Gates">
    /// <c>Gates[l][j][h]</c> for j ≤ l; the innermost list has one entry when all heads share the gate.
    /// </param>
    public sealed record Lfom(IReadOnlyList<IReadOnlyList<IReadOnlyList<Gate>>> Gates) : NetworkGates
    {
        /// <inheritdoc/>
        public override NetworkArchitecture Architecture => NetworkArchitecture.Lfom;

        /// <summary>Whether each head has its own gates.</summary>
        public bool PerHead => Gates.Any(layer => layer.Any(register => register.Count > 1));

        /// <summary>Gates that all heads share, <c>gates[l][j]</c>.</summary>
        public static Lfom ForAllHeads(IReadOnlyList<IReadOnlyList<Gate>> gates) =>
            new([
                .. gates.Select(layer =>
                    (IReadOnlyList<IReadOnlyList<Gate>>)[.. layer.Select(gate => (IReadOnlyList<Gate>)[gate])]
                ),
            ]);

        /// <inheritdoc/>
        public override Gate At(int layer, int register, int head)
        {
            var heads = Gates[layer][register];
            return heads[heads.Count == 1 ? 0 : head];
        }

        /// <summary>Equal gates.</summary>
        public bool Equals(Lfom? other) =>
            other is not null
            && Gates.Count == other.Gates.Count
            && Gates
                .Zip(other.Gates)
                .All(layers =>
                    layers.First.Count == layers.Second.Count
                    && layers.First.Zip(layers.Second).All(registers => registers.First.SequenceEqual(registers.Second))
                );

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Gates.Count, Gates[0][0][0]);
    }

    /// <summary>One gate per register, the same for all later layers (the parametrisation of the paper's published code).</summary>
    /// <param name="Gates"><c>a_j</c>, one for each of the L registers.</param>
    /// <param name="Update">How a layer's own register enters.</param>
    public sealed record Shared(IReadOnlyList<Gate> Gates, UpdateForm Update) : NetworkGates
    {
        /// <inheritdoc/>
        public override NetworkArchitecture Architecture => NetworkArchitecture.LfomShared;

        /// <inheritdoc/>
        public override Gate At(int layer, int register, int head) =>
            layer == register && Update == UpdateForm.Residual ? Gate.Open : Gates[register];

        /// <summary>Equal gates and update form.</summary>
        public bool Equals(Shared? other) =>
            other is not null && Update == other.Update && Gates.SequenceEqual(other.Gates);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Update, Gates.Count, Gates[0]);
    }
}
