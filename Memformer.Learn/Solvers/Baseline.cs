using Memformer.Learn.Numerics;
using Memformer.Learn.Spectra;

namespace Memformer.Learn.Solvers;

/// <summary>
/// A solver of one prompt's least-squares problem by gradients, ∇f(w) = H w − b with H = X Xᵀ/n and b = X y/n over all
/// context rows, from w_0 = 0.
/// </summary>
/// <param name="Name">The method's name, as the catalogue has it where it has it.</param>
public abstract record Baseline(string Name)
{
    /// <summary>w_steps, d numbers.</summary>
    /// <param name="hessian">H, d×d, symmetric.</param>
    /// <param name="moment">b, d numbers.</param>
    /// <param name="steps">The number of gradients, L.</param>
    public abstract double[] Solve(double[,] hessian, double[] moment, int steps);

    /// <summary>H v − b.</summary>
    protected static double[] Gradient(double[,] hessian, double[] point, double[] moment)
    {
        double[] gradient = new double[point.Length];
        for (int i = 0; i < point.Length; i++)
        {
            double sum = -moment[i];
            for (int j = 0; j < point.Length; j++)
            {
                sum += hessian[i, j] * point[j];
            }

            gradient[i] = sum;
        }

        return gradient;
    }
}

/// <summary>
/// Conjugate gradients (Hestenes and Stiefel, 1952): the step sizes depend on the prompt, so no fixed weights are this
/// method. It stops early where the gradient has vanished to rounding.
/// </summary>
public sealed record ConjugateGradients() : Baseline("conjugate-gradients")
{
    // Relative to |b|²; below this the direction is rounding noise.
    private const double Vanished = 1e-28;

    /// <inheritdoc/>
    public override double[] Solve(double[,] hessian, double[] moment, int steps)
    {
        int d = moment.Length;
        double[] point = new double[d];
        double[] residual = [.. moment];
        double[] direction = [.. moment];
        double[] zero = new double[d];
        double squared = Inner(residual, residual);
        double least = Vanished * squared;
        for (int step = 0; step < steps && squared > least; step++)
        {
            double[] image = Gradient(hessian, direction, zero);
            double length = squared / Inner(direction, image);
            for (int i = 0; i < d; i++)
            {
                point[i] += length * direction[i];
                residual[i] -= length * image[i];
            }

            double next = Inner(residual, residual);
            double share = next / squared;
            squared = next;
            for (int i = 0; i < d; i++)
            {
                direction[i] = residual[i] + (share * direction[i]);
            }
        }

        return point;
    }

    private static double Inner(double[] left, double[] right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }
}

/// <summary>
/// w_{k+1} = y_k − η ∇f(y_k) + β (w_k − w_{k−1}), y_k = w_k; or with y_k = w_k + β (w_k − w_{k−1}) and no further
/// momentum. Gradient descent, heavy ball and Nesterov's method, by their constants.
/// </summary>
/// <param name="Name">The catalogue's name.</param>
/// <param name="Step">η.</param>
/// <param name="Momentum">β.</param>
/// <param name="LooksAhead">Whether the gradient is taken at the look-ahead point (Nesterov).</param>
public sealed record FixedConstants(string Name, double Step, double Momentum, bool LooksAhead) : Baseline(Name)
{
    /// <summary>A method with the constants that are best on isotropic prompts.</summary>
    public static FixedConstants From(TunedMethod tuned)
    {
        ArgumentNullException.ThrowIfNull(tuned);
        return new FixedConstants(tuned.Name, tuned.Step, tuned.Momentum, tuned.Name == "nesterov");
    }

    /// <inheritdoc/>
    public override double[] Solve(double[,] hessian, double[] moment, int steps)
    {
        int d = moment.Length;
        double[] before = new double[d];
        double[] point = new double[d];
        for (int step = 0; step < steps; step++)
        {
            double[] ahead = [.. point.Zip(before, (now, past) => now + (Momentum * (now - past)))];
            double[] gradient = Gradient(hessian, LooksAhead ? ahead : point, moment);
            before = point;
            point = [.. ahead.Zip(gradient, (x, slope) => x - (Step * slope))];
        }

        return point;
    }
}

/// <summary>
/// The method with a given residual polynomial p on a preconditioner Ā, as it answers a prompt: w = u(ĀH) Āb with
/// u = (1 − p)/h, by Horner's rule.
/// </summary>
/// <param name="Name">What to call it.</param>
/// <param name="Residual">The coefficients of p in double precision, that of the constant term, 1, first.</param>
/// <param name="Preconditioner">Ā, d×d; the identity when absent.</param>
public sealed record PolynomialRule(string Name, IReadOnlyList<double> Residual, double[,]? Preconditioner = null)
    : Baseline(Name)
{
    /// <summary>Answers with u(ĀH) Āb; the number of steps is the degree of p, whatever is asked for.</summary>
    public override double[] Solve(double[,] hessian, double[] moment, int steps)
    {
        double[] start = Preconditioned(moment);
        double[] sum = new double[moment.Length];
        for (int power = Residual.Count - 1; power > 0; power--)
        {
            sum = Preconditioned(Dense.Times(hessian, sum));
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] -= Residual[power] * start[i];
            }
        }

        return sum;
    }

    private double[] Preconditioned(double[] vector) =>
        Preconditioner is null ? vector : Dense.Times(Preconditioner, vector);
}
