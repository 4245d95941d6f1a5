using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Models;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>
/// Gates as one tensor: an entry of the leading indices is a number, a pair (context, query), or a (d+1)×(n+1) mask,
/// whichever is the least that holds all of them.
/// </summary>
internal static class GateTensors
{
    /// <summary>The tensor's name, of an array such as <c>alpha</c>.</summary>
    public static string Name(string array) => $"gates.{array}";

    /// <summary>The tensor of <paramref name="gates"/>, which lie row by row in an array of extents <paramref name="leading"/>.</summary>
    public static Tensor Write(IReadOnlyList<int> leading, IReadOnlyList<Gate> gates, NetworkWeights weights)
    {
        if (gates.Any(gate => gate is Gate.PerToken))
        {
            (int rows, int context) = (weights.Dimension + 1, weights.Context!.Value);
            IEnumerable<double> masks =
                from gate in gates
                from row in Enumerable.Range(0, rows)
                from token in Enumerable.Range(0, context + 1)
                select gate.At(row, token, context);
            return Tensor.Of([.. leading, rows, context + 1], [.. masks]);
        }
        // Token 0 of one is context, token 1 is the query.
        return gates.Any(gate => gate is Gate.Split)
            ? Tensor.Of([.. leading, 2], [.. gates.SelectMany(gate => new[] { gate.At(0, 0, 1), gate.At(0, 1, 1) })])
            : Tensor.Of(leading, [.. gates.Select(gate => gate.At(0, 0, 1))]);
    }

    /// <summary>The gate at the given leading indices.</summary>
    public static Gate Read(Tensor tensor, params int[] leading) =>
        (tensor.Shape.Count - leading.Length) switch
        {
            0 => new Gate.Scalar(tensor.At(leading)),
            1 => new Gate.Split(tensor.At([.. leading, 0]), tensor.At([.. leading, 1])),
            _ => new Gate.PerToken(tensor.Matrix(leading)),
        };
}
