using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Memformer.Learn.Behaviour.Preconditioners;

/// <summary>The eigenbasis of Lᵀ H L: coordinates are Vᵀ Lᵀ x.</summary>
internal sealed class FactorBasis
{
    /// <param name="factor">L, d×d.</param>
    /// <param name="hessian">H, d×d.</param>
    public FactorBasis(Matrix<double> factor, Matrix<double> hessian)
    {
        Evd<double> spectrum = factor.TransposeThisAndMultiply(hessian * factor).Evd(Symmetricity.Symmetric);
        Basis = spectrum.EigenVectors;
        double floor = 1e-12 * spectrum.EigenValues[^1].Real;
        Eigenvalues = [.. spectrum.EigenValues.Select(value => value.Real > floor ? value.Real : 0)];
        Transform = Basis.TransposeThisAndMultiply(factor.Transpose());
    }

    /// <summary>V, its columns the eigenvectors.</summary>
    public Matrix<double> Basis { get; }

    /// <summary>The eigenvalues, ascending; those that are 0 to rounding are 0.</summary>
    public double[] Eigenvalues { get; }

    /// <summary>Vᵀ Lᵀ.</summary>
    public Matrix<double> Transform { get; }
}
