using System.Globalization;
using Memformer.Learn.Checkpoints.Formats;
using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Files;
using Memformer.Theory;

namespace Memformer.Learn.Checkpoints;

/// <summary>Reads a covariance: a text of d rows, or a <c>.pt</c>, <c>.pth</c> or <c>.safetensors</c> file with one d×d tensor.</summary>
public static class CovarianceFile
{
    private const int MostBytes = 1 << 22;
    private static readonly char[] Separators = [',', ';', ' ', '\t'];
    private static readonly string[] TensorExtensions = [".pt", ".pth", ".safetensors"];

    /// <summary>The covariance, symmetric to the last bit.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read, or holds no covariance of that size.</exception>
    public static double[,] Read(string path, int dimension)
    {
        ArgumentNullException.ThrowIfNull(path);
        double[,] matrix = TensorExtensions.Contains(Path.GetExtension(path).ToLowerInvariant())
            ? FromTensor(path)
            : FromText(path);
        if (matrix.GetLength(0) != dimension || matrix.GetLength(1) != dimension)
        {
            throw new InvalidInputException(
                path,
                $"holds a {matrix.GetLength(0)}×{matrix.GetLength(1)} matrix, expected {dimension}×{dimension}"
            );
        }

        return Symmetrised(path, matrix);
    }

    private static double[,] FromTensor(string path)
    {
        ModelFile file = ModelFileReader.Read(path);
        return file.Tensors is [{ Value.Shape: [int rows, int columns] } tensor] && rows == columns
            ? tensor.Value.Matrix()
            : throw new InvalidInputException(
                path,
                $"holds {file.Tensors.Count} tensors, expected one square matrix, the covariance"
            );
    }

    private static double[,] FromText(string path)
    {
        string[][] rows =
        [
            .. Lines(path).Select(line => line.Split(Separators, StringSplitOptions.RemoveEmptyEntries)),
        ];
        double[,] matrix = new double[rows.Length, rows.Length > 0 ? rows[0].Length : 0];
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i].Length != matrix.GetLength(1))
            {
                throw new InvalidInputException(
                    path,
                    $"row {i + 1} has {rows[i].Length} numbers, row 1 has {matrix.GetLength(1)}"
                );
            }

            for (int j = 0; j < rows[i].Length; j++)
            {
                if (
                    !double.TryParse(rows[i][j], NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                    || !double.IsFinite(value)
                )
                {
                    string found = rows[i][j].Length > 20 ? rows[i][j][..20] + "…" : rows[i][j];
                    throw new InvalidInputException(
                        path,
                        $"row {i + 1}, number {j + 1}: '{found}' is no finite number"
                    );
                }

                matrix[i, j] = value;
            }
        }

        return matrix;
    }

    private static IEnumerable<string> Lines(string path) =>
        InputText
            .Read(path, "a text of a covariance", MostBytes)
            .Split('\n')
            .Select(line => line.TrimEnd('\r'))
            .Where(line => line.Trim().Length > 0);

    /// <summary>Files in single precision are symmetric up to rounding only.</summary>
    private static double[,] Symmetrised(string path, double[,] matrix)
    {
        int size = matrix.GetLength(0);
        double scale = matrix.Cast<double>().Max(Math.Abs);
        double[,] symmetric = new double[size, size];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                if (Math.Abs(matrix[i, j] - matrix[j, i]) > 1e-5 * scale)
                {
                    throw new InvalidInputException(
                        path,
                        $"is not symmetric: row {i + 1}, column {j + 1} is {matrix[i, j]}, its mirror {matrix[j, i]}"
                    );
                }

                symmetric[i, j] = (matrix[i, j] + matrix[j, i]) / 2;
            }
        }

        return symmetric;
    }
}
