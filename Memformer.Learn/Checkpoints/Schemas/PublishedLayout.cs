using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Models;
using Memformer.Theory;
using Memformer.Theory.Networks;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>
/// Writes a network as the papers' published code lays it out (see <see cref="AllParameterSchema"/>), for those who
/// go on with it there: <c>allparam</c>, and <c>alpha</c> and <c>gamma</c> by architecture.
/// </summary>
internal static class PublishedLayout
{
    /// <summary>The tensors.</summary>
    /// <exception cref="UsageException">That code has no such network; the message says which weight stands in the way.</exception>
    public static IReadOnlyList<KeyValuePair<string, Tensor>> Describe(NetworkWeights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return [KeyValuePair.Create("allparam", Parameters(weights)), .. Gates(weights)];
    }

    private static Tensor Parameters(NetworkWeights weights)
    {
        IEnumerable<double> blocks =
            from layer in Enumerable.Range(0, weights.Layers)
            from head in Enumerable.Range(0, weights.HeadCount)
            from number in Blocks(weights.Heads[layer][head], $"layer {layer}, head {head}")
            select number;
        return Tensor.Of([weights.Layers, weights.HeadCount, 2, weights.Dimension, weights.Dimension], [.. blocks]);
    }

    /// <summary>The block of P divided by P's corner, which that code fixes at 1, and the block of Qᵀ multiplied by it.</summary>
    private static IEnumerable<double> Blocks(AttentionHead head, string place)
    {
        int d = head.P.GetLength(0) - 1;
        double corner = head.P[d, d];
        if (corner == 0)
        {
            throw new UsageException($"{place}: P[{d}, {d}] is 0, which the published code fixes at 1");
        }

        for (int index = 0; index <= d; index++)
        {
            CheckZero(index < d ? head.P[index, d] : 0, $"{place}: P[{index}, {d}]");
            CheckZero(index < d ? head.P[d, index] : 0, $"{place}: P[{d}, {index}]");
            CheckZero(head.Q[index, d], $"{place}: Q[{index}, {d}]");
            CheckZero(head.Q[d, index], $"{place}: Q[{d}, {index}]");
        }

        IEnumerable<double> value =
            from row in Enumerable.Range(0, d)
            from column in Enumerable.Range(0, d)
            select head.P[row, column] / corner;
        IEnumerable<double> query =
            from row in Enumerable.Range(0, d)
            from column in Enumerable.Range(0, d)
            select head.Q[column, row] * corner;
        return value.Concat(query);
    }

    private static void CheckZero(double entry, string place)
    {
        if (entry != 0)
        {
            throw new UsageException($"{place} is {entry}, which the published code fixes at 0");
        }
    }

    private static IEnumerable<KeyValuePair<string, Tensor>> Gates(NetworkWeights weights)
    {
        return weights.Gates switch
        {
            NetworkGates.None => [],
            NetworkGates.Dynamic gates =>
            [
                KeyValuePair.Create("alpha", Tensor.Of([weights.Layers], [.. gates.Alpha])),
                KeyValuePair.Create("gamma", Tensor.Of([weights.Layers], [.. gates.Gamma])),
            ],
            NetworkGates.Shared gates => [KeyValuePair.Create("alpha", SharedGates(weights, gates))],
            _ => throw new UsageException(
                $"the published code has no gates of every layer's own, as {weights.Architecture.Name} has"
            ),
        };
    }

    private static Tensor SharedGates(NetworkWeights weights, NetworkGates.Shared gates)
    {
        int context =
            weights.Context
            ?? throw new UsageException(
                "the published code has a gate for each token, and the number of tokens is not recorded"
            );
        // The residual form never uses its last gate; zeros there are what tells the form to a reader.
        int unused = gates.Update == UpdateForm.Residual ? weights.Layers - 1 : -1;
        IEnumerable<double> values =
            from register in Enumerable.Range(0, weights.Layers)
            from token in Enumerable.Range(0, context + 1)
            from row in Enumerable.Range(0, weights.Dimension + 1)
            select register == unused ? 0 : gates.Gates[register].At(row, token, context);
        return Tensor.Of([weights.Layers, 1, context + 1, weights.Dimension + 1], [.. values]);
    }
}
