namespace Memformer.Learn.Numerics;

/// <summary>Gauss–Jordan elimination with row pivoting for small dense matrices in double precision.</summary>
internal static class DenseInverse
{
    /// <summary>The inverse.</summary>
    /// <exception cref="ArithmeticException">The matrix is singular to working precision.</exception>
    public static double[,] Of(double[,] matrix)
    {
        int size = matrix.GetLength(0);
        double[,] inverse = new double[size, size];
        for (int i = 0; i < size; i++)
        {
            inverse[i, i] = 1;
        }

        double log = Eliminate((double[,])matrix.Clone(), inverse);
        return double.IsNegativeInfinity(log)
            ? throw new ArithmeticException("a singular matrix has no inverse")
            : inverse;
    }

    /// <summary>log |det|; −∞ for a singular matrix.</summary>
    public static double LogDeterminant(double[,] matrix) =>
        Eliminate((double[,])matrix.Clone(), new double[matrix.GetLength(0), 0]);

    private static double Eliminate(double[,] work, double[,] right)
    {
        int size = work.GetLength(0);
        double log = 0;
        for (int pivot = 0; pivot < size; pivot++)
        {
            int row = Enumerable.Range(pivot, size - pivot).MaxBy(i => Math.Abs(work[i, pivot]));
            if (work[row, pivot] == 0)
            {
                return double.NegativeInfinity;
            }

            Exchange(work, row, pivot);
            Exchange(right, row, pivot);
            double scale = work[pivot, pivot];
            log += Math.Log(Math.Abs(scale));
            for (int i = 0; i < size; i++)
            {
                double factor = work[i, pivot] / scale;
                if (i != pivot && factor != 0)
                {
                    Subtract(work, i, pivot, factor);
                    Subtract(right, i, pivot, factor);
                }
            }

            for (int j = 0; j < size; j++)
            {
                work[pivot, j] /= scale;
            }

            for (int j = 0; j < right.GetLength(1); j++)
            {
                right[pivot, j] /= scale;
            }
        }

        return log;
    }

    private static void Exchange(double[,] matrix, int first, int second)
    {
        for (int j = 0; first != second && j < matrix.GetLength(1); j++)
        {
            (matrix[first, j], matrix[second, j]) = (matrix[second, j], matrix[first, j]);
        }
    }

    private static void Subtract(double[,] matrix, int row, int pivot, double factor)
    {
        for (int j = 0; j < matrix.GetLength(1); j++)
        {
            matrix[row, j] -= factor * matrix[pivot, j];
        }
    }
}
