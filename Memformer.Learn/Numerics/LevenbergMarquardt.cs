using MathNet.Numerics.LinearAlgebra;

namespace Memformer.Learn.Numerics;

/// <summary>Nonlinear least squares by damped Gauss–Newton steps (Marquardt, 1963).</summary>
internal static class LevenbergMarquardt
{
    private const int MostSteps = 200;
    private const double FirstDamping = 1e-4;
    private const double MostDamping = 1e12;

    /// <summary>Residuals at a point, and their Jacobian.</summary>
    public delegate Linearisation Model(double[] point);

    /// <summary>Where the descent from a start ends.</summary>
    public sealed record Minimum(double[] Point, double SquaredNorm);

    /// <summary>Descends from a start until steps no longer help.</summary>
    /// <param name="model">The residuals.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="gain">The least share by which a step must lower the sum of squares for another to follow.</param>
    public static Minimum Descend(Model model, double[] start, double gain = 1e-14)
    {
        double[] point = start;
        Linearisation here = model(point);
        double value = here.SquaredNorm;
        double damping = FirstDamping;
        for (int step = 0; step < MostSteps && damping < MostDamping && double.IsFinite(value) && value > 0; step++)
        {
            double[] trial = Step(point, here, damping);
            Linearisation there = model(trial);
            double trialValue = there.SquaredNorm;
            if (!(trialValue < value))
            {
                damping *= 10;
                continue;
            }

            bool settled = value - trialValue <= gain * value;
            (point, here, value) = (trial, there, trialValue);
            damping = Math.Max(damping / 10, 1e-15);
            if (settled)
            {
                break;
            }
        }

        return new Minimum(point, double.IsFinite(value) ? value : double.PositiveInfinity);
    }

    private static double[] Step(double[] point, Linearisation here, double damping)
    {
        (double[,] normal, double[] descent) = here.NormalEquations();
        double largest = 0;
        for (int i = 0; i < point.Length; i++)
        {
            largest = Math.Max(largest, normal[i, i]);
        }

        for (int i = 0; i < point.Length; i++)
        {
            normal[i, i] += (damping * normal[i, i]) + (1e-12 * (1 + largest));
        }

        Vector<double> move = Matrix<double>.Build.DenseOfArray(normal).Solve(Vector<double>.Build.Dense(descent));
        double[] next = new double[point.Length];
        for (int i = 0; i < next.Length; i++)
        {
            next[i] = point[i] + move[i];
        }

        return next;
    }
}
