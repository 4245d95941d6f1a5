namespace Memformer.Learn.Models;

public abstract partial record NetworkGates
{
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

        /// <inheritdoc/>
        public override IReadOnlyList<GateArray> Arrays(int heads) => [Array("alpha", Alpha), Array("gamma", Gamma)];

        /// <inheritdoc/>
        public override NetworkGates Repeated(int times) => new Dynamic(Repeated(Alpha, times), Repeated(Gamma, times));

        /// <inheritdoc/>
        public override IEnumerable<NetworkGates> Varied(Func<Gate, IEnumerable<Gate>> vary)
        {
            IEnumerable<double> Vary(double value) => vary(new Gate.Scalar(value)).Select(other => other.At(0, 0, 1));
            return Replacing(Alpha, Vary)
                .Select(changed => this with { Alpha = changed })
                .Concat(Replacing(Gamma, Vary).Select(changed => this with { Gamma = changed }));
        }

        /// <inheritdoc/>
        public override IEnumerable<string> Unused => ["gates.gamma[0]: there is no register before the first"];

        internal override void Check(NetworkWeights weights)
        {
            NetworkShapes.RequireOnePerLayer(weights, "alpha", Alpha.Count);
            NetworkShapes.RequireOnePerLayer(weights, "gamma", Gamma.Count);
        }

        private static GateArray Array(string name, IReadOnlyList<double> values) =>
            new(name, [values.Count], [.. values.Select(value => new Gate.Scalar(value))]);
    }
}
