using MathNet.Numerics.LinearAlgebra;

namespace Memformer.Learn.Problems;

/// <summary>Moments of covariates that are known exactly for every kind of them.</summary>
internal static class CovariateMoments
{
    /// <summary>E u⁴ − 3 of a number uniform on [−√3, √3].</summary>
    private const double UniformExcess = -1.2;

    /// <summary>
    /// E xxᵀSxxᵀ. For <c>x = √g Σ^{1/2} u</c> with u on the unit sphere it is E g²/(d(d + 2)) times (2 ΣSΣ + tr(SΣ) Σ): E g² is
    /// d(d + 2) for Gaussian covariates, d² on the sphere, d²(1 + 1/k) for gamma ones of shape k. For independent coordinates,
    /// <c>x = T u</c>, the diagonal of TᵀST adds its excess kurtosis.
    /// </summary>
    /// <param name="law">The law of x.</param>
    /// <param name="tasks">S, d×d, symmetric.</param>
    public static Matrix<double> Fourth(DataLaw law, Matrix<double> tasks)
    {
        double d = law.Dimension;
        Matrix<double> covariance = Matrix<double>.Build.DenseOfArray(law.Covariance);
        Matrix<double> gaussian = (2 * covariance * tasks * covariance) + ((covariance * tasks).Trace() * covariance);
        switch (law.Covariates)
        {
            case CovariateKind.Sphere:
                return gaussian * (d / (d + 2));
            case CovariateKind.Gamma:
                return gaussian * (d / (d + 2) * (1 + (1 / law.GammaShape)));
            case CovariateKind.Uniform:
                Matrix<double> root = Matrix<double>.Build.DenseOfArray(CovarianceMatrix.Factor(law.Covariance));
                Vector<double> own = (root.TransposeThisAndMultiply(tasks) * root).Diagonal();
                return gaussian
                    + (UniformExcess * root * Matrix<double>.Build.DiagonalOfDiagonalVector(own) * root.Transpose());
            default:
                return gaussian;
        }
    }
}
