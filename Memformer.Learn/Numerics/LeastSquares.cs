namespace Memformer.Learn.Numerics;

/// <summary>Minimises a sum of squares of a few unknowns by Levenberg and Marquardt's damped Gauss–Newton steps.</summary>
internal static class LeastSquares
{
    private const int MostSteps = 400;

    /// <summary>A local minimum of Σ r_i(θ)² near the start.</summary>
    /// <param name="residuals">r(θ), any number of terms.</param>
    /// <param name="start">Where to start; not changed.</param>
    /// <returns>The minimiser and the sum of squares there.</returns>
    public static (double[] At, double Value) Minimise(Func<Dual[], Dual[]> residuals, IReadOnlyList<double> start)
    {
        double[] at = [.. start];
        Dual[] current = residuals(Dual.Variables(at));
        double value = SumOfSquares(current);
        double damping = 1e-3;
        for (int step = 0; step < MostSteps && damping < 1e12; step++)
        {
            (double[,] normal, double[] slope) = NormalEquations(current, at.Length);
            double[]? move = SolveDamped(normal, slope, damping);
            double[] tried = move is null ? at : [.. at.Zip(move, (x, change) => x - change)];
            Dual[] there = residuals(Dual.Variables(tried));
            double found = SumOfSquares(there);
            if (!(found < value))
            {
                damping *= 8;
                continue;
            }

            bool settled = value - found <= 1e-15 * value;
            (at, current, value) = (tried, there, found);
            damping = Math.Max(damping / 5, 1e-15);
            if (settled)
            {
                break;
            }
        }

        return (at, value);
    }

    private static double SumOfSquares(Dual[] terms) => terms.Sum(term => term.Value * term.Value);

    private static (double[,] Normal, double[] Slope) NormalEquations(Dual[] terms, int unknowns)
    {
        double[,] normal = new double[unknowns, unknowns];
        double[] slope = new double[unknowns];
        foreach (Dual term in terms)
        {
            for (int i = 0; i < term.Gradient.Length; i++)
            {
                slope[i] += term.Gradient[i] * term.Value;
                for (int j = 0; j < term.Gradient.Length; j++)
                {
                    normal[i, j] += term.Gradient[i] * term.Gradient[j];
                }
            }
        }

        return (normal, slope);
    }

    /// <summary>Cholesky's solution of (N + damping · diag N) x = slope; null where N is not finite or not positive.</summary>
    private static double[]? SolveDamped(double[,] normal, double[] slope, double damping)
    {
        int size = slope.Length;
        double[,] factor = new double[size, size];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = normal[i, j] * (i == j ? 1 + damping : 1);
                for (int k = 0; k < j; k++)
                {
                    sum -= factor[i, k] * factor[j, k];
                }

                if (i == j && !(sum > 0 && double.IsFinite(sum)))
                {
                    return null;
                }

                factor[i, j] = i == j ? Math.Sqrt(sum) : sum / factor[j, j];
            }
        }

        double[] x = [.. slope];
        for (int i = 0; i < size; i++)
        {
            for (int k = 0; k < i; k++)
            {
                x[i] -= factor[i, k] * x[k];
            }

            x[i] /= factor[i, i];
        }

        for (int i = size - 1; i >= 0; i--)
        {
            for (int k = i + 1; k < size; k++)
            {
                x[i] -= factor[k, i] * x[k];
            }

            x[i] /= factor[i, i];
        }

        return x;
    }
}
