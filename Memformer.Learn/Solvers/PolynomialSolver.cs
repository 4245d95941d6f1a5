using Memformer.Learn.Numerics;
using Memformer.Learn.Problems;

namespace Memformer.Learn.Solvers;

/// <summary>
/// The method with a given residual polynomial p on a preconditioner Ā, as it answers a prompt: w = u(ĀH) Āb with
/// u = (1 − p)/h, by Horner's rule. The number of steps is the degree of p, whatever is asked for.
/// </summary>
/// <param name="name">What to call it.</param>
/// <param name="residual">The coefficients of p in double precision, that of the constant term, 1, first.</param>
/// <param name="preconditioner">Ā, d×d; the identity when absent.</param>
public sealed class PolynomialSolver(string name, IReadOnlyList<double> residual, double[,]? preconditioner = null)
    : Solver(name)
{
    /// <inheritdoc/>
    public override double[] Solve(Problem problem, int steps)
    {
        ArgumentNullException.ThrowIfNull(problem);
        double[] start = Preconditioned(problem.Moment);
        double[] sum = new double[start.Length];
        for (int power = residual.Count - 1; power > 0; power--)
        {
            sum = Preconditioned(Dense.Times(problem.Hessian, sum));
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] -= residual[power] * start[i];
            }
        }

        return sum;
    }

    private double[] Preconditioned(double[] vector) =>
        preconditioner is null ? vector : Dense.Times(preconditioner, vector);
}
