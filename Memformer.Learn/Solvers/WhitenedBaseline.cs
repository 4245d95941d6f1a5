using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Problems;

namespace Memformer.Learn.Solvers;

/// <summary>
/// A baseline that knows the covariance: it runs in the coordinates z in which x = C z has Σ = C Cᵀ, as a network does
/// whose preconditioners are multiples of Σ⁻¹.
/// </summary>
public sealed record WhitenedBaseline : Baseline
{
    private readonly Baseline _inner;
    private readonly Matrix<double> _inverse;

    /// <summary>Runs a baseline in whitened coordinates.</summary>
    /// <param name="inner">The baseline.</param>
    /// <param name="covariance">Σ, d×d, symmetric positive definite.</param>
    public WhitenedBaseline(Baseline inner, double[,] covariance)
        : base($"whitened {inner.Name}")
    {
        _inner = inner;
        _inverse = Matrix<double>.Build.DenseOfArray(CovarianceMatrix.Factor(covariance)).Inverse();
    }

    /// <inheritdoc/>
    public override double[] Solve(double[,] hessian, double[] moment, int steps)
    {
        Matrix<double> white = _inverse * Matrix<double>.Build.DenseOfArray(hessian) * _inverse.Transpose();
        Vector<double> whiteMoment = _inverse * Vector<double>.Build.DenseOfArray(moment);
        double[] solution = _inner.Solve(white.ToArray(), whiteMoment.ToArray(), steps);
        return (_inverse.TransposeThisAndMultiply(Vector<double>.Build.DenseOfArray(solution))).ToArray();
    }
}
