using Memformer.Learn.Files;
using Memformer.Learn.Models;
using Memformer.Theory;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>Networks whose layers are used several times over (looped, tied, deep equilibrium).</summary>
public static class TiedLayers
{
    /// <summary>The network that uses all layers of another T times in turn, each layer with its gates.</summary>
    /// <param name="weights">A network whose gates belong to layers, not to pairs of layers.</param>
    /// <param name="times">T ≥ 1.</param>
    /// <exception cref="UsageException">A memory of all registers has no gates for layers that are repeated.</exception>
    public static NetworkWeights Repeat(NetworkWeights weights, int times)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (times < 1 || (long)times * weights.Layers > ReadLimits.Layers)
        {
            throw new UsageException(
                $"repeat {times}: allowed are 1 to {ReadLimits.Layers / weights.Layers} for {weights.Layers} layers"
            );
        }

        if (times == 1)
        {
            return weights;
        }

        NetworkGates gates =
            weights.Gates.Repeated(times)
            ?? throw new UsageException(
                $"repeat {times}: the gates of {weights.Architecture.Name} belong to pairs of layers, which layers that are repeated do not have"
            );
        return new NetworkWeights(
            [.. Enumerable.Repeat(weights.Heads, times).SelectMany(layers => layers)],
            gates,
            weights.Context
        );
    }
}
