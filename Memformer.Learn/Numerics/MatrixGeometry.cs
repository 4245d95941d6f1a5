using MathNet.Numerics.LinearAlgebra;

namespace Memformer.Learn.Numerics;

/// <summary>Matrices as vectors of their entries: lengths, inner products, and what lies along a direction.</summary>
internal static class MatrixGeometry
{
    /// <summary>‖A‖_F².</summary>
    public static double Energy(Matrix<double> matrix) => Math.Pow(matrix.FrobeniusNorm(), 2);

    /// <summary>The factor that brings a direction closest to a matrix.</summary>
    public static double Along(Matrix<double> matrix, Matrix<double> direction)
    {
        double energy = Energy(direction);
        return energy > 0 ? Inner(matrix, direction) / energy : 0;
    }

    /// <summary>‖matrix − its best multiple of the direction‖ / ‖matrix‖.</summary>
    public static double Distance(Matrix<double> matrix, Matrix<double> direction)
    {
        double norm = matrix.FrobeniusNorm();
        return norm > 0 ? (matrix - (Along(matrix, direction) * direction)).FrobeniusNorm() / norm : 0;
    }

    /// <summary>The inner product of the entries, ⟨A, B⟩_F.</summary>
    public static double Inner(Matrix<double> left, Matrix<double> right) =>
        left.PointwiseMultiply(right).ColumnSums().Sum();

    /// <summary>The diagonal part.</summary>
    public static Matrix<double> DiagonalOf(Matrix<double> matrix) =>
        Matrix<double>.Build.DenseOfDiagonalVector(matrix.Diagonal());
}
