namespace Memformer.Learn.Models;

/// <summary>Checks that the heads and gates of a network fit together; an <see cref="ArgumentException"/> says what does not.</summary>
internal static class NetworkShapes
{
    public static void Check(NetworkWeights weights)
    {
        Require(weights.Layers > 0, "a network has at least one layer");
        Require(weights.HeadCount > 0, "a layer has at least one head");
        Require(weights.Context is null or > 0, $"context is {weights.Context}, allowed: 1 token or more");
        CheckHeads(weights);
        weights.Gates.Check(weights);
    }

    private static void CheckHeads(NetworkWeights weights)
    {
        int size = weights.Dimension + 1;
        Require(size >= 2, $"P of layer 0, head 0 has {size} rows, allowed: d + 1 ≥ 2");
        for (int layer = 0; layer < weights.Layers; layer++)
        {
            IReadOnlyList<AttentionHead> heads = weights.Heads[layer];
            Require(
                heads.Count == weights.HeadCount,
                $"layer {layer} has {heads.Count} heads, layer 0 has {weights.HeadCount}"
            );
            for (int head = 0; head < heads.Count; head++)
            {
                CheckSquare(heads[head].P, size, $"P of layer {layer}, head {head}");
                CheckSquare(heads[head].Q, size, $"Q of layer {layer}, head {head}");
            }
        }
    }

    public static void CheckMasks(NetworkWeights weights, IEnumerable<Gate> gates, string place)
    {
        foreach (double[,]? mask in gates.OfType<Gate.PerToken>().Select(gate => gate.Values))
        {
            int? columns = weights.Context + 1;
            Require(columns is not null, $"{place}: a gate per token needs the number of context tokens");
            Require(
                mask.GetLength(0) == weights.Dimension + 1 && mask.GetLength(1) == columns,
                $"{place}: {mask.GetLength(0)}×{mask.GetLength(1)}, expected {weights.Dimension + 1}×{columns}"
            );
        }
    }

    private static void CheckSquare(double[,] matrix, int size, string place) =>
        Require(
            matrix.GetLength(0) == size && matrix.GetLength(1) == size,
            $"{place} is {matrix.GetLength(0)}×{matrix.GetLength(1)}, expected {size}×{size}"
        );

    public static void RequireOnePerLayer(NetworkWeights weights, string what, int count) =>
        Require(count == weights.Layers, $"{count} {what} for {weights.Layers} layers");

    public static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new ArgumentException(message);
        }
    }
}
