namespace Memformer.Learn.Models;

public abstract partial class NetworkGates
{
    /// <summary><c>R_l = attention_l + γ_l R_{l−1}</c>, <c>Z_{l+1} = Z_l + α_l R_l</c>; γ_0 has no effect.</summary>
    /// <param name="alpha">L numbers: step sizes.</param>
    /// <param name="gamma">L numbers: what remains of the previous register.</param>
    public sealed class Dynamic(IReadOnlyList<double> alpha, IReadOnlyList<double> gamma) : NetworkGates
    {
        /// <summary>L step sizes.</summary>
        public IReadOnlyList<double> Alpha => alpha;

        /// <summary>L numbers: what remains of the previous register.</summary>
        public IReadOnlyList<double> Gamma => gamma;

        /// <inheritdoc/>
        public override NetworkArchitecture Architecture => NetworkArchitecture.Dynamic;

        /// <inheritdoc/>
        public override Gate At(int layer, int register, int head)
        {
            double gate = Alpha[layer];
            for (int between = register + 1; between <= layer; between++)
            {
                gate *= Gamma[between];
            }

            return new Gate.Scalar(gate);
        }

        /// <summary>Equal numbers.</summary>
        public override bool Equals(object? obj) =>
            obj is Dynamic other && Alpha.SequenceEqual(other.Alpha) && Gamma.SequenceEqual(other.Gamma);

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
                .Select(NetworkGates (changed) => new Dynamic(changed, Gamma))
                .Concat(Replacing(Gamma, Vary).Select(changed => new Dynamic(Alpha, changed)));
        }

        /// <inheritdoc/>
        public override IEnumerable<string> Unused => ["gates.gamma[0]: there is no register before the first"];

        /// <inheritdoc/>
        public override void Check(NetworkWeights weights)
        {
            NetworkShapes.RequireOnePerLayer(weights, "alpha", Alpha.Count);
            NetworkShapes.RequireOnePerLayer(weights, "gamma", Gamma.Count);
        }

        private static GateArray Array(string name, IReadOnlyList<double> values) =>
            new(name, [values.Count], [.. values.Select(value => new Gate.Scalar(value))]);
    }
}
