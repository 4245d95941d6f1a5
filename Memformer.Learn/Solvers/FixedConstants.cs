using Memformer.Learn.Problems;
using Memformer.Learn.Spectra;

namespace Memformer.Learn.Solvers;

/// <summary>
/// w_{k+1} = y_k − η ∇f(y_k) + β (w_k − w_{k−1}), y_k = w_k; or with y_k = w_k + β (w_k − w_{k−1}) and no further
/// momentum. Gradient descent, heavy ball and Nesterov's method, by their constants.
/// </summary>
/// <param name="name">The catalogue's name.</param>
/// <param name="step">η.</param>
/// <param name="momentum">β.</param>
/// <param name="looksAhead">Whether the gradient is taken at the look-ahead point (Nesterov).</param>
public sealed class FixedConstants(string name, double step, double momentum, bool looksAhead) : Solver(name)
{
    /// <summary>η.</summary>
    public double Step => step;

    /// <summary>β.</summary>
    public double Momentum => momentum;

    /// <summary>A method with the constants that are best on isotropic prompts.</summary>
    public static FixedConstants From(TunedMethod tuned)
    {
        ArgumentNullException.ThrowIfNull(tuned);
        return new FixedConstants(tuned.Name, tuned.Step, tuned.Momentum, tuned.Name == "nesterov");
    }

    /// <inheritdoc/>
    public override double[] Solve(Problem problem, int steps)
    {
        ArgumentNullException.ThrowIfNull(problem);
        double[] before = new double[problem.Dimension];
        double[] point = new double[problem.Dimension];
        for (int k = 0; k < steps; k++)
        {
            double[] ahead = [.. point.Zip(before, (now, past) => now + (Momentum * (now - past)))];
            double[] gradient = problem.Gradient(looksAhead ? ahead : point);
            before = point;
            point = [.. ahead.Zip(gradient, (x, slope) => x - (Step * slope))];
        }

        return point;
    }
}
