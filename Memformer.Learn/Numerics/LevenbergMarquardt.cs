using MathNet.Numerics.LinearAlgebra;

namespace Memformer.Learn.Numerics;

/// <summary>Nonlinear least squares by damped Gauss–Newton steps (Marquardt, 1963).</summary>
internal static class LevenbergMarquardt
{
    private const int MostSteps = 200;
    private const double FirstDamping = 1e-4;
    private const double MostDamping = 1e12;

    /// <summary>Residuals at a point, and their Jacobian, one row per residual.</summary>
    public delegate (Vector<double> Residuals, Matrix<double> Jacobian) Model(double[] point);

    /// <summary>Where the descent from a start ends.</summary>
    public sealed record Minimum(double[] Point, double SquaredNorm);

    /// <summary>Descends from a start until steps no longer help.</summary>
    /// <param name="model">The residuals.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="gain">The least share by which a step must lower the sum of squares for another to follow.</param>
    public static Minimum Descend(Model model, double[] start, double gain = 1e-14)
    {
        double[] point = start;
        (Vector<double> residuals, Matrix<double> jacobian) = model(point);
        double value = residuals * residuals;
        double damping = FirstDamping;
        for (int step = 0; step < MostSteps && damping < MostDamping && double.IsFinite(value) && value > 0; step++)
        {
            double[] trial = Step(point, residuals, jacobian, damping);
            (Vector<double> trialResiduals, Matrix<double> trialJacobian) = model(trial);
            double trialValue = trialResiduals * trialResiduals;
            if (!(trialValue < value))
            {
                damping *= 10;
                continue;
            }

            bool settled = value - trialValue <= gain * value;
            (point, residuals, jacobian, value) = (trial, trialResiduals, trialJacobian, trialValue);
            damping = Math.Max(damping / 10, 1e-15);
            if (settled)
            {
                break;
            }
        }

        return new Minimum(point, double.IsFinite(value) ? value : double.PositiveInfinity);
    }

    private static double[] Step(double[] point, Vector<double> residuals, Matrix<double> jacobian, double damping)
    {
        Matrix<double> normal = jacobian.TransposeThisAndMultiply(jacobian);
        double floor = 1e-12 * (1 + normal.Diagonal().Maximum());
        for (int i = 0; i < point.Length; i++)
        {
            normal[i, i] += (damping * normal[i, i]) + floor;
        }

        Vector<double> move = normal.Solve(-jacobian.TransposeThisAndMultiply(residuals));
        return [.. point.Select((value, i) => value + move[i])];
    }
}
