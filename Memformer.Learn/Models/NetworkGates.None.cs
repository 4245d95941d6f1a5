namespace Memformer.Learn.Models;

public abstract partial class NetworkGates
{
    /// <summary>No memory: layer l takes its own register only, unchanged.</summary>
    public sealed class None : NetworkGates
    {
        /// <inheritdoc/>
        public override NetworkArchitecture Architecture => NetworkArchitecture.Linear;

        /// <summary>All are alike.</summary>
        public override bool Equals(object? obj) => obj is None;

        /// <inheritdoc/>
        public override int GetHashCode() => 0;

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

        /// <inheritdoc/>
        public override void Check(NetworkWeights weights) { }
    }
}
