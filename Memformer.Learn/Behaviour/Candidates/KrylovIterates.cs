using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Solvers;

namespace Memformer.Learn.Behaviour.Candidates;

/// <summary>The iterates of conjugate gradients on one prompt.</summary>
internal static class KrylovIterates
{
    /// <summary>w_1 … w_most.</summary>
    public static IReadOnlyList<Vector<double>> ConjugateGradients(
        Matrix<double> hessian,
        Vector<double> moment,
        int most
    )
    {
        ConjugateGradients solver = new();
        double[,] matrix = hessian.ToArray();
        double[] right = moment.ToArray();
        return
        [
            .. Enumerable.Range(1, most).Select(k => Vector<double>.Build.DenseOfArray(solver.Solve(matrix, right, k))),
        ];
    }
}
