namespace Memformer.Learn.Models;

public abstract partial class NetworkGates
{
    /// <summary>A gate for each layer and register.</summary>
    /// <param name="gates">
    /// <c>Gates[l][j][h]</c> for j ≤ l; the innermost list has one entry when all heads share the gate.
    /// </param>
    public sealed class Lfom(IReadOnlyList<IReadOnlyList<IReadOnlyList<Gate>>> gates) : NetworkGates
    {
        /// <summary><c>Gates[l][j][h]</c> for j ≤ l; the innermost list has one entry when all heads share the gate.</summary>
        public IReadOnlyList<IReadOnlyList<IReadOnlyList<Gate>>> Gates => gates;

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
            IReadOnlyList<Gate> heads = Gates[layer][register];
            return heads[heads.Count == 1 ? 0 : head];
        }

        /// <summary>Equal gates.</summary>
        public override bool Equals(object? obj) =>
            obj is Lfom other
            && Gates.Count == other.Gates.Count
            && Gates
                .Zip(other.Gates)
                .All(layers =>
                    layers.First.Count == layers.Second.Count
                    && layers.First.Zip(layers.Second).All(registers => registers.First.SequenceEqual(registers.Second))
                );

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Gates.Count, Gates[0][0][0]);

        /// <inheritdoc/>
        public override IEnumerable<(string Name, Gate Gate)> Masks =>
            Gates.SelectMany((row, l) => row.SelectMany((heads, j) => heads.Select(gate => ($"gate {l},{j}", gate))));

        /// <inheritdoc/>
        public override NetworkGates WithMasks(Func<string, Gate, Gate> change) =>
            new Lfom([
                .. Gates.Select(
                    (row, l) =>
                        (IReadOnlyList<IReadOnlyList<Gate>>)
                            [
                                .. row.Select(
                                    (heads, j) =>
                                        (IReadOnlyList<Gate>)[.. heads.Select(gate => change($"gate {l},{j}", gate))]
                                ),
                            ]
                ),
            ]);

        /// <inheritdoc/>
        public override IReadOnlyList<GateArray> Arrays(int heads)
        {
            int layers = Gates.Count;
            IEnumerable<Gate> all =
                from head in Enumerable.Range(0, PerHead ? heads : 1)
                from layer in Enumerable.Range(0, layers)
                from register in Enumerable.Range(0, layers)
                select register <= layer ? At(layer, register, head) : Gate.Closed;
            return [new GateArray("lfom", PerHead ? [heads, layers, layers] : [layers, layers], [.. all])];
        }

        /// <summary>Where no layer takes another's register the gates belong to layers alone, and can be repeated.</summary>
        public override NetworkGates? Repeated(int times) =>
            Gates.SelectMany(layer => layer.SkipLast(1)).All(heads => heads.All(gate => gate.IsClosed))
                ? new Lfom([
                    .. Repeated([.. Gates.Select(layer => layer[^1])], times)
                        .Select(
                            (gate, layer) =>
                                (IReadOnlyList<IReadOnlyList<Gate>>)
                                    [.. Enumerable.Repeat<IReadOnlyList<Gate>>([Gate.Closed], layer), gate]
                        ),
                ])
                : null;

        /// <inheritdoc/>
        public override IEnumerable<NetworkGates> Varied(Func<Gate, IEnumerable<Gate>> vary) =>
            Replacing(Gates, layer => Replacing(layer, register => Replacing(register, vary)))
                .Select(changed => new Lfom(changed));

        /// <inheritdoc/>
        public override IEnumerable<string> Unused =>
            Gates[^1].Any(heads => heads.Any(DependsOnToken))
                ?
                [
                    $"gates.lfom[{Gates.Count - 1}] on the context tokens: nothing reads the iterate after the last layer",
                ]
                : [];

        /// <inheritdoc/>
        public override void Check(NetworkWeights weights)
        {
            NetworkShapes.RequireOnePerLayer(weights, "gates", Gates.Count);
            for (int layer = 0; layer < weights.Layers; layer++)
            {
                NetworkShapes.Require(
                    Gates[layer].Count == layer + 1,
                    $"layer {layer} has gates for {Gates[layer].Count} registers, expected {layer + 1}"
                );
                for (int register = 0; register <= layer; register++)
                {
                    IReadOnlyList<Gate> heads = Gates[layer][register];
                    string place = $"gates of layer {layer}, register {register}";
                    NetworkShapes.Require(
                        heads.Count == 1 || heads.Count == weights.HeadCount,
                        $"{place}: {heads.Count} given, expected 1 for all heads or {weights.HeadCount}"
                    );
                    NetworkShapes.CheckMasks(weights, heads, place);
                }
            }
        }
    }
}
