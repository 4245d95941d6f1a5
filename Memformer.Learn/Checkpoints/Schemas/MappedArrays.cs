using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Files;
using Memformer.Learn.Numerics;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>The tensors of a map as numbers and matrices, whichever side it says inputs are on.</summary>
internal sealed class MappedArrays(MappedTensors mapped, LayoutMap map)
{
    /// <summary>Square matrices under one another: (H·D, D).</summary>
    public IReadOnlyList<double[,]> Stacked(TensorRole role, int layer, int head)
    {
        double[,] matrix = Matrix(role, layer, head);
        int size = matrix.GetLength(1);
        if (matrix.GetLength(0) % size != 0 || (map.Heads is { } heads && heads * size != matrix.GetLength(0)))
        {
            throw mapped.Invalid(
                role,
                $"{mapped.Name(role, layer, head)} is {matrix.GetLength(0)}×{size}, expected square matrices under one another"
            );
        }

        return
        [
            .. Enumerable
                .Range(0, matrix.GetLength(0) / size)
                .Select(index => Dense.Rows(matrix, index * size, size))
                .Select(square => map.TokensInRows ? Dense.Transpose(square) : square),
        ];
    }

    /// <summary>A single number.</summary>
    public double Number(TensorRole role, int layer, int head) =>
        mapped.Find(role, layer, head) is { Values: [var number] }
            ? number
            : throw mapped.Invalid(role, $"{mapped.Name(role, layer, head)} is expected to be one number");

    /// <summary>A matrix that maps a token, inputs in columns; a third of the one where queries, keys and values are.</summary>
    public double[,] Linear(TensorRole role, int layer, int head)
    {
        int part = role switch
        {
            TensorRole.Query => 0,
            TensorRole.Key => 1,
            TensorRole.Value => 2,
            _ => -1,
        };
        if (part < 0 || !mapped.Has(TensorRole.QueryKeyValue))
        {
            return InputsInColumns(Matrix(role, layer, head));
        }

        double[,] all = InputsInColumns(Matrix(TensorRole.QueryKeyValue, layer, head));
        int rows = all.GetLength(0) / 3;
        return 3 * rows == all.GetLength(0)
            ? Dense.Rows(all, part * rows, rows)
            : throw mapped.Invalid(
                TensorRole.QueryKeyValue,
                $"{mapped.Name(TensorRole.QueryKeyValue, layer, head)} has {all.GetLength(0)} rows, which queries, keys and values do not share"
            );
    }

    private double[,] InputsInColumns(double[,] matrix) => map.InputsInRows ? Dense.Transpose(matrix) : matrix;

    private double[,] Matrix(TensorRole role, int layer, int head)
    {
        Tensor tensor = mapped.Find(role, layer, head);
        return
            tensor.Shape
                is [> 0 and <= 16 * ReadLimits.Dimension, > 0 and <= ReadLimits.Dimension]
                    or [> 0 and <= ReadLimits.Dimension, > 0 and <= 16 * ReadLimits.Dimension]
            ? tensor.Matrix()
            : throw mapped.Invalid(
                role,
                $"{mapped.Name(role, layer, head)} has the shape {tensor.ShapeText}, expected a matrix of up to {ReadLimits.Dimension} inputs"
            );
    }
}
