using System.Numerics;

namespace Memformer.Learn.Numerics;

/// <summary>Products of small dense matrices without allocation beyond the result: the inner loop over prompts.</summary>
internal static class Dense
{
    public static double[,] Identity(int size)
    {
        double[,] identity = new double[size, size];
        for (int i = 0; i < size; i++)
        {
            identity[i, i] = 1;
        }

        return identity;
    }

    public static double[] Times(double[,] matrix, double[] vector)
    {
        double[] product = new double[matrix.GetLength(0)];
        for (int i = 0; i < product.Length; i++)
        {
            double sum = 0;
            for (int j = 0; j < vector.Length; j++)
            {
                sum += matrix[i, j] * vector[j];
            }

            product[i] = sum;
        }

        return product;
    }

    public static double[] TransposedTimes(double[,] matrix, double[] vector)
    {
        double[] product = new double[matrix.GetLength(1)];
        for (int i = 0; i < vector.Length; i++)
        {
            for (int j = 0; j < product.Length; j++)
            {
                product[j] += matrix[i, j] * vector[i];
            }
        }

        return product;
    }

    public static double[,] Product(double[,] left, double[,] right)
    {
        double[,] product = new double[left.GetLength(0), right.GetLength(1)];
        for (int i = 0; i < left.GetLength(0); i++)
        {
            for (int k = 0; k < right.GetLength(0); k++)
            {
                double factor = left[i, k];
                for (int j = 0; j < right.GetLength(1); j++)
                {
                    product[i, j] += factor * right[k, j];
                }
            }
        }

        return product;
    }

    public static double[,] Transpose(double[,] matrix)
    {
        double[,] transposed = new double[matrix.GetLength(1), matrix.GetLength(0)];
        for (int i = 0; i < matrix.GetLength(0); i++)
        {
            for (int j = 0; j < matrix.GetLength(1); j++)
            {
                transposed[j, i] = matrix[i, j];
            }
        }

        return transposed;
    }

    public static double[,] Scaled(double[,] matrix, double factor)
    {
        double[,] scaled = new double[matrix.GetLength(0), matrix.GetLength(1)];
        for (int i = 0; i < matrix.GetLength(0); i++)
        {
            for (int j = 0; j < matrix.GetLength(1); j++)
            {
                scaled[i, j] = factor * matrix[i, j];
            }
        }

        return scaled;
    }

    public static double[,] Rows(double[,] matrix, int start, int count)
    {
        double[,] rows = new double[count, matrix.GetLength(1)];
        Array.Copy(matrix, start * matrix.GetLength(1), rows, 0, rows.Length);
        return rows;
    }

    public static double[,] Columns(double[,] matrix, int start, int count)
    {
        double[,] columns = new double[matrix.GetLength(0), count];
        for (int i = 0; i < matrix.GetLength(0); i++)
        {
            for (int j = 0; j < count; j++)
            {
                columns[i, j] = matrix[i, start + j];
            }
        }

        return columns;
    }

    public static void Subtract(double[] target, double[] part)
    {
        for (int i = 0; i < target.Length; i++)
        {
            target[i] -= part[i];
        }
    }

    public static void Subtract(double[,] target, double[,] part)
    {
        for (int i = 0; i < target.GetLength(0); i++)
        {
            for (int j = 0; j < target.GetLength(1); j++)
            {
                target[i, j] -= part[i, j];
            }
        }
    }

    public static double Inner(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }

    /// <summary>target += factor · source, as far as the target goes.</summary>
    public static void AddScaled(Span<double> target, double factor, ReadOnlySpan<double> source)
    {
        int i = 0;
        for (; i <= target.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            Span<double> part = target[i..];
            (new Vector<double>(part) + (factor * new Vector<double>(source[i..]))).CopyTo(part);
        }

        for (; i < target.Length; i++)
        {
            target[i] += factor * source[i];
        }
    }
}
