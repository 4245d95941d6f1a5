using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Problems;

namespace Memformer.Learn.Solvers;

/// <summary>
/// A method that knows the covariance: it runs in the coordinates z in which x = C z has Σ = C Cᵀ, as a network does
/// whose preconditioners are multiples of Σ⁻¹.
/// </summary>
/// <param name="inner">The method.</param>
/// <param name="covariance">Σ, d×d, symmetric positive definite.</param>
public sealed class Whitened(Solver inner, double[,] covariance) : Solver($"whitened {inner.Name}")
{
    private readonly Matrix<double> _inverse = Matrix<double>
        .Build.DenseOfArray(CovarianceMatrix.Factor(covariance))
        .Inverse();

    /// <inheritdoc/>
    public override double[] Solve(Problem problem, int steps)
    {
        ArgumentNullException.ThrowIfNull(problem);
        Matrix<double> white = _inverse * Matrix<double>.Build.DenseOfArray(problem.Hessian) * _inverse.Transpose();
        Vector<double> moment = _inverse * Vector<double>.Build.DenseOfArray(problem.Moment);
        double[] solution = inner.Solve(new Problem(white.ToArray(), moment.ToArray()), steps);
        return _inverse.TransposeThisAndMultiply(Vector<double>.Build.DenseOfArray(solution)).ToArray();
    }
}
