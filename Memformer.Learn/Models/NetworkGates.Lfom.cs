using Memformer.Theory.Algebra;

namespace Memformer.Learn.Models;

public abstract partial class NetworkGates
{
    /// <summary>A gate for each layer and register.</summary>
    /// <param name="gates">
    /// <c>Gates[l, j][h]</c>; the list has one entry when all heads share the gate.
    /// </param>
    public sealed class Lfom(Triangle<IReadOnlyList<Gate>> gates) : NetworkGates
    {
        /// <summary><c>Gates[l, j][h]</c>; the list has one entry when all heads share the gate.</summary>
        public Triangle<IReadOnlyList<Gate>> Gates => gates;

        /// <inheritdoc/>
        public override NetworkArchitecture Architecture => NetworkArchitecture.Lfom;

        /// <summary>Whether each head has its own gates.</summary>
        public bool PerHead => Gates.Any(heads => heads.Count > 1);

        /// <summary>Gates that all heads share, <c>gates[l, j]</c>.</summary>
        public static Lfom ForAllHeads(Triangle<Gate> gates)
        {
            ArgumentNullException.ThrowIfNull(gates);
            return new(gates.Map<IReadOnlyList<Gate>>(gate => [gate]));
        }

        private Triangle<(int Layer, int Register)> Places => new(Gates.Size, (l, j) => (l, j));

        /// <inheritdoc/>
        public override Gate At(int layer, int register, int head)
        {
            IReadOnlyList<Gate> heads = Gates[layer, register];
            return heads[heads.Count == 1 ? 0 : head];
        }

        /// <summary>Equal gates.</summary>
        public override bool Equals(object? obj) =>
            obj is Lfom other
            && Gates.Size == other.Gates.Size
            && Gates.Zip(other.Gates).All(pair => pair.First.SequenceEqual(pair.Second));

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Gates.Size, Gates[0, 0][0]);

        /// <inheritdoc/>
        public override IEnumerable<(string Name, Gate Gate)> Masks =>
            from place in Places
            from gate in Gates[place.Layer, place.Register]
            select ($"gate {place.Layer},{place.Register}", gate);

        /// <inheritdoc/>
        public override NetworkGates WithMasks(Func<string, Gate, Gate> change) =>
            new Lfom(new(Gates.Size, (l, j) => [.. Gates[l, j].Select(gate => change($"gate {l},{j}", gate))]));

        /// <inheritdoc/>
        public override IReadOnlyList<GateArray> Arrays(int heads)
        {
            int layers = Gates.Size;
            IEnumerable<Gate> all =
                from head in Enumerable.Range(0, PerHead ? heads : 1)
                from layer in Enumerable.Range(0, layers)
                from register in Enumerable.Range(0, layers)
                select register <= layer ? At(layer, register, head) : Gate.Closed;
            return [new GateArray("lfom", PerHead ? [heads, layers, layers] : [layers, layers], [.. all])];
        }

        /// <summary>Where no layer takes another's register the gates belong to layers alone, and can be repeated.</summary>
        public override NetworkGates? Repeated(int times) =>
            Gates.Rows.SelectMany(layer => layer.SkipLast(1)).All(heads => heads.All(gate => gate.IsClosed))
            && Repeated([.. Gates.Rows.Select(layer => layer[^1])], times) is var own
                ? new Lfom(new(own.Count, (l, j) => l == j ? own[l] : [Gate.Closed]))
                : null;

        /// <inheritdoc/>
        public override IEnumerable<NetworkGates> Varied(Func<Gate, IEnumerable<Gate>> vary) =>
            from place in Places
            from changed in Replacing(Gates[place.Layer, place.Register], vary)
            select new Lfom(new(Gates.Size, (l, j) => (l, j) == place ? changed : Gates[l, j]));

        /// <inheritdoc/>
        public override IEnumerable<string> Unused =>
            Gates.Rows[^1].Any(heads => heads.Any(DependsOnToken))
                ?
                [
                    $"gates.lfom[{Gates.Size - 1}] on the context tokens: nothing reads the iterate after the last layer",
                ]
                : [];

        /// <inheritdoc/>
        public override void Check(NetworkWeights weights)
        {
            NetworkShapes.RequireOnePerLayer(weights, "gates", Gates.Size);
            for (int layer = 0; layer < weights.Layers; layer++)
            {
                for (int register = 0; register <= layer; register++)
                {
                    IReadOnlyList<Gate> heads = Gates[layer, register];
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
