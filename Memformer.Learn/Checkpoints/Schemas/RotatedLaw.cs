using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Problems;
using Memformer.Theory;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>
/// The data's law as files beside a network have it: <c>x = U D z</c> with z standard normal, so <c>Σ = U D² Uᵀ</c>,
/// and <c>w* = U D⁻¹ z</c>, so its covariance is Σ⁻¹.
/// </summary>
internal static class RotatedLaw
{
    public const string Rotation = "U";
    public const string Scales = "D";

    /// <summary>The law; null if a factor is absent.</summary>
    /// <exception cref="InvalidInputException">The factors are not those of a covariance.</exception>
    public static DataLaw? Find(ModelFile file, int dimension)
    {
        if (file.Find(Rotation) is not { } rotation || file.Find(Scales) is not { } scales)
        {
            return null;
        }

        double[,] factor = Product(Square(Rotation, rotation), Square(Scales, scales), transpose: false);
        return file.In("U D² Uᵀ", () => new DataLaw(Product(factor, factor, transpose: true)));

        // A vector of scales is the diagonal of D.
        double[,] Square(string name, Tensor tensor) =>
            tensor.Shape is [var rows, var columns] && rows == dimension && columns == dimension ? tensor.Matrix()
            : tensor.Shape is [var length] && length == dimension && name == Scales ? Diagonal(tensor.Values)
            : throw file.Invalid($"{name}: shape {tensor.ShapeText}, expected ({dimension}, {dimension})");
    }

    private static double[,] Diagonal(double[] entries)
    {
        double[,] matrix = new double[entries.Length, entries.Length];
        for (int index = 0; index < entries.Length; index++)
        {
            matrix[index, index] = entries[index];
        }

        return matrix;
    }

    private static double[,] Product(double[,] left, double[,] right, bool transpose)
    {
        int size = left.GetLength(0);
        double[,] product = new double[size, size];
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column < size; column++)
            {
                for (int inner = 0; inner < size; inner++)
                {
                    product[row, column] +=
                        left[row, inner] * (transpose ? right[column, inner] : right[inner, column]);
                }
            }
        }

        return product;
    }
}
