using Memformer.Learn.Models;
using Memformer.Learn.Numerics;
using Memformer.Theory;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>A network whose layers add their own register and no other, the gates taken into P: what layouts without gates hold.</summary>
/// <param name="Layers">The heads of each layer.</param>
/// <param name="Sign">What multiplies −[Z_L] to give the answer.</param>
internal sealed record UngatedNetwork(IReadOnlyList<IReadOnlyList<AttentionHead>> Layers, double Sign)
{
    /// <summary>The network without its gates.</summary>
    /// <exception cref="UsageException">A gate is more than a factor of its layer; the message says which.</exception>
    public static UngatedNetwork Of(NetworkWeights weights)
    {
        (double? sign, int last) = (default(double?), weights.Layers - 1);
        List<IReadOnlyList<AttentionHead>> layers = new List<IReadOnlyList<AttentionHead>>();
        for (int layer = 0; layer <= last; layer++)
        {
            List<AttentionHead> heads = new List<AttentionHead>();
            for (int head = 0; head < weights.HeadCount; head++)
            {
                for (int register = 0; register < layer; register++)
                {
                    Closed(weights, layer, register, head);
                }

                (double context, double query) = Own(weights, layer, head);
                // After the last layer nothing reads the context tokens.
                if (layer < last && context != 0)
                {
                    sign ??= query / context;
                }

                double factor = layer < last ? context : query / (sign ??= context == 0 ? 1 : query / context);
                if (query != factor * sign)
                {
                    throw Gated(
                        weights,
                        $"layer {layer} moves context tokens by {context:R} and the query by {query:R}"
                    );
                }

                (double[,]? p, double[,]? q) = weights.Heads[layer][head];
                heads.Add(new AttentionHead(Dense.Scaled(p, factor), q));
            }

            layers.Add(heads);
        }

        return new UngatedNetwork(layers, sign ?? 1);
    }

    /// <summary>The layers of which the network is T repetitions.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public UngatedNetwork Once(int times, string layout)
    {
        int block = Layers.Count / times;
        return
            block * times == Layers.Count
            && Enumerable.Range(0, Layers.Count).All(layer => Layers[layer].SequenceEqual(Layers[layer % block]))
            ? this with
            {
                Layers = [.. Layers.Take(block)],
            }
            : throw new UsageException(
                $"layout {layout} uses its layers {times} times, and the network's {Layers.Count} layers are no {times} repetitions of the same"
            );
    }

    private static void Closed(NetworkWeights weights, int layer, int register, int head)
    {
        if (Uniform(weights, weights.Gate(layer, register, head)) is not (0, 0))
        {
            throw Gated(weights, $"layer {layer} adds the register of layer {register}");
        }
    }

    private static (double Context, double Query) Own(NetworkWeights weights, int layer, int head) =>
        Uniform(weights, weights.Gate(layer, layer, head))
        ?? throw Gated(weights, $"layer {layer} has a gate for each token");

    /// <summary>The number of the context tokens and that of the query's answer; null where tokens or rows differ.</summary>
    private static (double Context, double Query)? Uniform(NetworkWeights weights, Gate gate)
    {
        if (gate is not Gate.PerToken tokens)
        {
            return (gate.At(0, 0, 1), gate.At(0, 1, 1));
        }

        (int d, int n) = (weights.Dimension, tokens.Values.GetLength(1) - 1);
        double first = tokens.Values[0, 0];
        for (int row = 0; row <= d; row++)
        {
            for (int token = 0; token < n; token++)
            {
                if (tokens.Values[row, token] != first)
                {
                    return null;
                }
            }
        }

        return (first, tokens.Values[d, n]);
    }

    private static UsageException Gated(NetworkWeights weights, string why) =>
        new($"the layout holds no gates, and the network is {weights.Architecture.Name}: {why}");
}
