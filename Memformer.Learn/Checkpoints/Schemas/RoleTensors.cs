using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Models;
using Memformer.Learn.Numerics;
using Memformer.Theory;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>The tensors that play one role of a map in a network, under their names and in the shapes that the map has.</summary>
/// <param name="map">The map.</param>
/// <param name="role">The role.</param>
/// <param name="layers">The heads of each layer, in the map's coordinates and scale.</param>
/// <param name="readOut">The row that reads the answer.</param>
internal sealed class RoleTensors(
    LayoutMap map,
    TensorRole role,
    IReadOnlyList<IReadOnlyList<AttentionHead>> layers,
    double[] readOut
)
{
    private int Heads => layers[0].Count;

    private int Size => readOut.Length;

    private bool HasBlocks => map.Tensors.ContainsKey(TensorRole.Corner);

    /// <summary>Whether heads lie in one matrix: under one another, and side by side in a projection.</summary>
    private bool IsSideBySide => map.Heads is not null || map.Tensors.ContainsKey(TensorRole.KeyQuery);

    /// <summary>The tensors; a name comes twice where it does not tell layers apart.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> Named(MappedTensor mapped)
    {
        string pattern = mapped.WrittenAs ?? mapped.Pattern.Text;
        if (role == TensorRole.ReadOut)
        {
            return [KeyValuePair.Create(PatternName.Of(pattern, 0, 0), Tensor.Of([1, Size], readOut))];
        }

        bool isCounted = pattern.Contains("{l}", StringComparison.Ordinal) || mapped.Pattern.IsOpen;
        if (role == TensorRole.Factor && !isCounted)
        {
            double[] ones = [.. layers.Select(_ => 1.0)];
            return [KeyValuePair.Create(PatternName.Of(pattern, 0, 0), Tensor.Of([ones.Length], ones))];
        }

        return pattern.Contains("{h}", StringComparison.Ordinal)
            ? from layer in Enumerable.Range(0, layers.Count)
            from head in Enumerable.Range(0, Heads)
            select KeyValuePair.Create(PatternName.Of(pattern, layer, head), Of([layers[layer][head]], isCounted))
            : layers.Select(
                (heads, layer) => KeyValuePair.Create(PatternName.Of(pattern, layer, 0), Of(heads, isCounted))
            );
    }

    /// <summary>The heads of a layer in one tensor.</summary>
    private Tensor Of(IReadOnlyList<AttentionHead> heads, bool isCounted)
    {
        if (role is TensorRole.Corner or TensorRole.Factor)
        {
            return Tensor.Of([1], [role == TensorRole.Factor ? 1 : OneHead(heads).P[Size - 1, Size - 1]]);
        }

        if (role == TensorRole.Feature)
        {
            return Tensor.Of(Block(OneHead(heads).P));
        }

        IReadOnlyList<double[,]> matrices = [.. heads.Select(Matrix)];
        if (matrices.Count == 1 && !map.HeadsOnAxis)
        {
            return Tensor.Of(Oriented(matrices[0]));
        }

        if (IsSideBySide)
        {
            return Tensor.Of(Oriented(Joined(heads, matrices)));
        }

        if (!map.HeadsOnAxis)
        {
            throw new UsageException(
                $"layout {map.Name} cannot hold the network: it says no number of heads, and the network has {heads.Count}; a map with heads = {heads.Count} has them side by side"
            );
        }

        List<double[,]> oriented = matrices.Select(Oriented).ToList();
        int[] shape = [oriented.Count, oriented[0].GetLength(0), oriented[0].GetLength(1)];
        return Tensor.Of(isCounted ? shape : [1, .. shape], [.. oriented.SelectMany(matrix => matrix.Cast<double>())]);
    }

    /// <summary>The heads under one another; those of a projection side by side, and queries, keys and values each by themselves.</summary>
    private double[,] Joined(IReadOnlyList<AttentionHead> heads, IReadOnlyList<double[,]> matrices) =>
        role switch
        {
            TensorRole.Projection => Dense.Transpose(Stacked(matrices.Select(Dense.Transpose))),
            TensorRole.QueryKeyValue => Stacked(
                heads
                    .Select(head => head.Q)
                    .Concat(heads.Select(_ => Dense.Identity(Size)))
                    .Concat(heads.Select(head => head.P))
            ),
            _ => Stacked(matrices),
        };

    /// <summary>The matrix of a head, inputs in columns.</summary>
    private double[,] Matrix(AttentionHead head) =>
        role switch
        {
            TensorRole.Query or TensorRole.KeyQuery => HasBlocks ? Block(head.Q) : Square(head.Q),
            TensorRole.Key or TensorRole.Projection => Dense.Identity(HasBlocks ? Size - 1 : Size),
            TensorRole.Value or TensorRole.ProjectionValue => Square(head.P),
            TensorRole.QueryKeyValue => Stacked([head.Q, Dense.Identity(Size), head.P]),
            _ => throw new ArgumentOutOfRangeException(nameof(head), role, "no matrix of a head"),
        };

    /// <summary>Merged matrices act on tokens in rows or columns.</summary>
    private double[,] Square(double[,] matrix) =>
        map.TokensInRows && role is TensorRole.KeyQuery or TensorRole.ProjectionValue
            ? Dense.Transpose(matrix)
            : matrix;

    private double[,] Oriented(double[,] matrix) =>
        map.InputsInRows && role is not (TensorRole.KeyQuery or TensorRole.ProjectionValue)
            ? Dense.Transpose(matrix)
            : matrix;

    private static double[,] Block(double[,] matrix)
    {
        int size = matrix.GetLength(0) - 1;
        return Dense.Columns(Dense.Rows(matrix, 0, size), 0, size);
    }

    private AttentionHead OneHead(IReadOnlyList<AttentionHead> heads) =>
        heads.Count == 1
            ? heads[0]
            : throw new UsageException(
                $"layout {map.Name} cannot hold the network: it has one P for a layer, and the network {heads.Count} heads"
            );

    private static double[,] Stacked(IEnumerable<double[,]> matrices)
    {
        List<double[,]> parts = matrices.ToList();
        (int rows, int columns) = (parts[0].GetLength(0), parts[0].GetLength(1));
        double[,] whole = new double[rows * parts.Count, columns];
        for (int part = 0; part < parts.Count; part++)
        {
            Array.Copy(parts[part], 0, whole, part * parts[part].Length, parts[part].Length);
        }

        return whole;
    }
}
