using Memformer.Theory.Networks;

namespace Memformer.Learn.Models;

public abstract partial class NetworkGates
{
    /// <summary>One gate per register, the same for all later layers (the parametrisation of the paper's published code).</summary>
    /// <param name="gates"><c>a_j</c>, one for each of the L registers.</param>
    /// <param name="update">How a layer's own register enters.</param>
    public sealed class Shared(IReadOnlyList<Gate> gates, UpdateForm update) : NetworkGates
    {
        /// <summary><c>a_j</c>, one for each of the L registers.</summary>
        public IReadOnlyList<Gate> Gates => gates;

        /// <summary>How a layer's own register enters.</summary>
        public UpdateForm Update => update;

        /// <inheritdoc/>
        public override NetworkArchitecture Architecture => NetworkArchitecture.LfomShared;

        /// <inheritdoc/>
        public override Gate At(int layer, int register, int head) =>
            layer == register && Update == UpdateForm.Residual ? Gate.Open : Gates[register];

        /// <summary>Equal gates and update form.</summary>
        public override bool Equals(object? obj) =>
            obj is Shared other && Update == other.Update && Gates.SequenceEqual(other.Gates);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Update, Gates.Count, Gates[0]);

        /// <inheritdoc/>
        public override IEnumerable<(string Name, Gate Gate)> Masks => Gates.Select((gate, j) => ($"gate {j}", gate));

        /// <inheritdoc/>
        public override NetworkGates WithMasks(Func<string, Gate, Gate> change) =>
            new Shared([.. Masks.Select(mask => change(mask.Name, mask.Gate))], Update);

        /// <inheritdoc/>
        public override IReadOnlyList<GateArray> Arrays(int heads) => [new GateArray("shared", [Gates.Count], Gates)];

        /// <summary>A gate belongs to a register and all later layers: there is none for a layer that is repeated.</summary>
        public override NetworkGates? Repeated(int times) => null;

        /// <inheritdoc/>
        public override IEnumerable<NetworkGates> Varied(Func<Gate, IEnumerable<Gate>> vary) =>
            Replacing(Gates, vary).Select(changed => new Shared(changed, Update));

        /// <inheritdoc/>
        public override IEnumerable<string> Unused
        {
            get
            {
                int last = Gates.Count - 1;
                if (Update == UpdateForm.Accumulated)
                {
                    return DependsOnToken(Gates[last])
                        ?
                        [
                            $"gates.shared[{last}] on the context tokens: nothing reads the iterate after the last layer",
                        ]
                        : [];
                }

                string own = $"gates.shared[{last}]: the last register enters with 1, not with its gate";
                return last >= 1 && DependsOnToken(Gates[last - 1])
                    ?
                    [
                        own,
                        $"gates.shared[{last - 1}] on the context tokens: only the last layer uses it, and nothing reads the iterate after",
                    ]
                    : [own];
            }
        }

        /// <inheritdoc/>
        public override void Check(NetworkWeights weights)
        {
            NetworkShapes.RequireOnePerLayer(weights, "shared gates", Gates.Count);
            NetworkShapes.CheckMasks(weights, Gates, "shared gates");
        }
    }
}
