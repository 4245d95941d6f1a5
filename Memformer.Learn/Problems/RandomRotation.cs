using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Memformer.Learn.Problems;

/// <summary>Haar-distributed orthogonal matrices.</summary>
/// <remarks>Source: Mezzadri, How to generate random matrices from the classical compact groups, 2007.</remarks>
public static class RandomRotation
{
    /// <summary>Draws a d×d orthogonal matrix: the Q of a Gaussian matrix whose R has a positive diagonal.</summary>
    /// <param name="dimension">d, at least 1.</param>
    /// <param name="seed">The same seed gives the same matrix.</param>
    public static Matrix<double> Draw(int dimension, ulong seed)
    {
        RandomSource random = new(seed);
        Matrix<double> gaussian = Matrix<double>.Build.Dense(dimension, dimension, (_, _) => random.NextNormal());
        QR<double> factors = gaussian.QR();
        Matrix<double> axes = factors.Q.Clone();
        for (int column = 0; column < dimension; column++)
        {
            if (factors.R[column, column] < 0)
            {
                axes.SetColumn(column, -axes.Column(column));
            }
        }

        return axes;
    }
}
