namespace Memformer.Learn.Models;

public abstract partial record NetworkGates
{
    /// <summary>No memory: layer l takes its own register only, unchanged.</summary>
    public sealed record None : NetworkGates
    {
        /// <inheritdoc/>
        public override NetworkArchitecture Architecture => NetworkArchitecture.Linear;

        /// <inheritdoc/>
        public override Gate At(int layer, int register, int head) => layer == register ? Gate.Open : Gate.Closed;

        /// <inheritdoc/>
        public override IReadOnlyList<GateArray> Arrays(int heads) => [];

        /// <inheritdoc/>
        public override NetworkGates Repeated(int times) => this;

        /// <inheritdoc/>
        public override IEnumerable<NetworkGates> Varied(Func<Gate, IEnumerable<Gate>> vary) => [];

        /// <inheritdoc/>
        public override IEnumerable<string> Unused => [];

        internal override void Check(NetworkWeights weights) { }
    }
}
