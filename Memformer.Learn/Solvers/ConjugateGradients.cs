using Memformer.Learn.Numerics;
using Memformer.Learn.Problems;

namespace Memformer.Learn.Solvers;

/// <summary>
/// Conjugate gradients (Hestenes and Stiefel, 1952): the step sizes depend on the prompt, so no fixed weights are this
/// method. It stops early where the gradient has vanished to rounding.
/// </summary>
public sealed class ConjugateGradients() : Solver("conjugate-gradients")
{
    // Relative to |b|²; below this the direction is rounding noise.
    private const double Vanished = 1e-28;

    /// <inheritdoc/>
    public override double[] Solve(Problem problem, int steps)
    {
        ArgumentNullException.ThrowIfNull(problem);
        int d = problem.Dimension;
        double[] point = new double[d];
        double[] residual = [.. problem.Moment];
        double[] direction = [.. problem.Moment];
        double squared = Dense.Inner(residual, residual);
        double least = Vanished * squared;
        for (int step = 0; step < steps && squared > least; step++)
        {
            double[] image = Dense.Times(problem.Hessian, direction);
            double length = squared / Dense.Inner(direction, image);
            for (int i = 0; i < d; i++)
            {
                point[i] += length * direction[i];
                residual[i] -= length * image[i];
            }

            double next = Dense.Inner(residual, residual);
            double share = next / squared;
            squared = next;
            for (int i = 0; i < d; i++)
            {
                direction[i] = residual[i] + (share * direction[i]);
            }
        }

        return point;
    }
}
