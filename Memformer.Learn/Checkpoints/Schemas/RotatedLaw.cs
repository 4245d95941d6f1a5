using Memformer.Learn.Tasks;
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
        foreach (var (name, tensor) in new[] { (Rotation, rotation), (Scales, scales) })
        {
            if (tensor.Shape is not [var rows, var columns] || rows != dimension || columns != dimension)
            {
                throw file.Invalid($"{name}: shape {tensor.ShapeText}, expected ({dimension}, {dimension})");
            }
        }
        var factor = Product(rotation.Matrix(), scales.Matrix(), transpose: false);
        try
        {
            return new DataLaw(Product(factor, factor, transpose: true));
        }
        catch (UsageException failure)
        {
            throw file.Invalid($"U D² Uᵀ: {failure.Message}");
        }
    }

    private static double[,] Product(double[,] left, double[,] right, bool transpose)
    {
        var size = left.GetLength(0);
        var product = new double[size, size];
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column < size; column++)
            {
                for (var inner = 0; inner < size; inner++)
                {
                    product[row, column] +=
                        left[row, inner] * (transpose ? right[column, inner] : right[inner, column]);
                }
            }
        }
        return product;
    }
}
