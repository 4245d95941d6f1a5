namespace Memformer.Learn.Models;

/// <summary>Layers whose weights come again: a looped network uses a block of layers several times over.</summary>
/// <param name="Block">How many layers the block has.</param>
/// <param name="Times">How often it is used; at least twice.</param>
public sealed record LayerTies(int Block, int Times)
{
    /// <summary>
    /// The shortest block that a network repeats to the bit: the same heads, and gates that depend on the place in the block
    /// and on l − j. Null where no layers are alike; the file does not say whether equal ones were tied.
    /// </summary>
    /// <param name="weights">The network.</param>
    public static LayerTies? Of(NetworkWeights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        int layers = weights.Layers;
        return Enumerable
            .Range(1, layers / 2)
            .Where(block => layers % block == 0 && Repeats(weights, block))
            .Select(block => new LayerTies(block, layers / block))
            .FirstOrDefault();
    }

    private static bool Repeats(NetworkWeights weights, int block) =>
        Enumerable
            .Range(block, weights.Layers - block)
            .All(layer =>
                weights.Heads[layer].SequenceEqual(weights.Heads[layer - block])
                && Enumerable
                    .Range(block, layer - block + 1)
                    .All(register =>
                        Enumerable
                            .Range(0, weights.HeadCount)
                            .All(head =>
                                weights.Gate(layer, register, head)
                                == weights.Gate(layer - block, register - block, head)
                            )
                    )
            );
}
