namespace Memformer.Learn.Checkpoints.Tensors;

/// <summary>A tensor as it stood in a file, its numbers widened to double precision. Treat the array as read-only.</summary>
/// <param name="Type">The type of the numbers in the file.</param>
/// <param name="Shape">The extents; empty for a scalar.</param>
/// <param name="Values">All entries, the last index running fastest.</param>
public sealed record Tensor(ElementType Type, IReadOnlyList<int> Shape, double[] Values)
{
    /// <summary>A tensor of double-precision numbers.</summary>
    /// <param name="shape">The extents, whose product is the number of values.</param>
    /// <param name="values">All entries, the last index running fastest.</param>
    public static Tensor Of(IReadOnlyList<int> shape, double[] values) => new(ElementType.Float64, shape, values);

    /// <summary>The rows×columns matrix as a tensor.</summary>
    public static Tensor Of(double[,] matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return Of([matrix.GetLength(0), matrix.GetLength(1)], [.. matrix.Cast<double>()]);
    }

    /// <summary>Whether every entry is zero.</summary>
    public bool IsZero => Array.TrueForAll(Values, value => value == 0);

    /// <summary>The shape as a person writes it, such as <c>(4, 1, 21, 6)</c>.</summary>
    public string ShapeText => $"({string.Join(", ", Shape)})";

    /// <summary>The matrix of the last two indices.</summary>
    /// <param name="leading">The indices before them.</param>
    public double[,] Matrix(params int[] leading)
    {
        ArgumentNullException.ThrowIfNull(leading);
        (int rows, int columns) = (Shape[^2], Shape[^1]);
        int start = rows * columns * Offset(leading);
        double[,] matrix = new double[rows, columns];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                matrix[row, column] = Values[start + (row * columns) + column];
            }
        }

        return matrix;
    }

    /// <summary>One entry.</summary>
    /// <param name="indices">One for each axis.</param>
    public double At(params int[] indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        return Values[Offset(indices)];
    }

    private int Offset(int[] indices)
    {
        int offset = 0;
        for (int axis = 0; axis < indices.Length; axis++)
        {
            offset = (offset * Shape[axis]) + indices[axis];
        }

        return offset;
    }
}
