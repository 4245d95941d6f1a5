using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;
using Memformer.Theory;

namespace Memformer.Learn.Problems;

/// <summary>What is asked of a covariance: that it is one, its inverse, and its root.</summary>
public static class CovarianceMatrix
{
    // The products of a covariance and its inverse, to the powers that losses have, stay finite.
    private const double Smallest = 1e-100;
    private const double Largest = 1e100;

    /// <summary>The matrix with the given rows.</summary>
    /// <param name="rows">As many rows as numbers in each.</param>
    public static double[,] OfRows(IReadOnlyList<IReadOnlyList<double>> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        double[,] matrix = new double[rows.Count, rows.Count];
        for (int i = 0; i < rows.Count; i++)
        {
            for (int j = 0; j < rows.Count; j++)
            {
                matrix[i, j] = rows[i][j];
            }
        }

        return matrix;
    }

    /// <summary>Throws unless a matrix is square, finite, symmetric and positive definite.</summary>
    /// <param name="matrix">The matrix.</param>
    /// <param name="name">What the message calls it.</param>
    /// <exception cref="UsageException">It is not; the message says which entry or eigenvalue.</exception>
    public static void Check(double[,] matrix, string name)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        int size = matrix.GetLength(0);
        if (size < 1 || matrix.GetLength(1) != size)
        {
            throw new UsageException(
                $"the {name} is {size}×{matrix.GetLength(1)}: must be square with at least one row"
            );
        }

        double scale = matrix.Cast<double>().Max(Math.Abs);
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                if (!double.IsFinite(matrix[i, j]))
                {
                    throw new UsageException($"the {name} has {matrix[i, j]} in row {i + 1}, column {j + 1}");
                }

                if (Math.Abs(matrix[i, j] - matrix[j, i]) > 1e-12 * scale)
                {
                    throw new UsageException(
                        $"the {name} is not symmetric: row {i + 1}, column {j + 1} is {matrix[i, j]}, its mirror {matrix[j, i]}"
                    );
                }
            }
        }

        double[] spectrum = Spectrum(matrix, name);
        // Below this, rounding decides whether the factorisation exists.
        double floor = size * Math.ScaleB(1, -52) * spectrum.Max();
        if (scale is < Smallest or > Largest)
        {
            throw new UsageException(
                $"the {name} has entries up to {scale:G3}: allowed are {Smallest:G3} to {Largest:G3}"
            );
        }

        if (!(spectrum.Min() > floor))
        {
            throw new UsageException(
                $"the {name} is not positive definite: its least eigenvalue is {spectrum.Min():G6}, its greatest {spectrum.Max():G6}"
            );
        }
    }

    /// <summary>The least and the largest eigenvalue of a symmetric matrix.</summary>
    /// <param name="matrix">A symmetric matrix.</param>
    public static (double Least, double Largest) Extremes(double[,] matrix)
    {
        double[] spectrum = Spectrum(matrix, "covariance");
        return (spectrum.Min(), spectrum.Max());
    }

    /// <summary>The inverse, symmetric to the last bit.</summary>
    /// <param name="matrix">A matrix that passes <see cref="Check"/>.</param>
    public static double[,] Inverse(double[,] matrix)
    {
        Matrix<double> inverse = Dense(matrix)
            .Cholesky()
            .Solve(Matrix<double>.Build.DenseIdentity(matrix.GetLength(0)));
        return ((inverse + inverse.Transpose()) / 2).ToArray();
    }

    /// <summary>The lower-triangular Cholesky factor T with T Tᵀ = matrix.</summary>
    /// <param name="matrix">A matrix that passes <see cref="Check"/>.</param>
    public static double[,] Factor(double[,] matrix) => Dense(matrix).Cholesky().Factor.ToArray();

    /// <summary>A symmetric root R with R R = matrix, of a matrix that may be singular.</summary>
    /// <param name="matrix">A symmetric positive semidefinite matrix.</param>
    public static double[,] Root(double[,] matrix)
    {
        Evd<double> decomposed = Dense(matrix).Evd(Symmetricity.Symmetric);
        Vector<double> roots = decomposed.EigenValues.Map(value => Math.Sqrt(Math.Max(value.Real, 0)));
        return (
            decomposed.EigenVectors
            * Matrix<double>.Build.Diagonal(roots.ToArray())
            * decomposed.EigenVectors.Transpose()
        ).ToArray();
    }

    private static double[] Spectrum(double[,] matrix, string name)
    {
        // The decomposition fails on numbers below the normal ones, which are nothing beside the other entries.
        double negligible = 1e-250 * matrix.Cast<double>().Max(Math.Abs);
        try
        {
            return
            [
                .. Dense(matrix)
                    .Map(value => Math.Abs(value) <= negligible ? 0 : value)
                    .Evd(Symmetricity.Symmetric)
                    .EigenValues.Select(value => value.Real),
            ];
        }
        catch (NonConvergenceException failure)
        {
            throw new UsageException($"the {name} has no eigenvalues in double precision", failure);
        }
    }

    private static Matrix<double> Dense(double[,] matrix) => Matrix<double>.Build.DenseOfArray(matrix);
}
