using System.Numerics;
using System.Runtime.InteropServices;

namespace Memformer.Learn.Numerics;

/// <summary>Residuals at a point, and their Jacobian, one row per residual.</summary>
/// <remarks>Plain arrays: a fit makes thousands of small ones, and an algebra of matrices would cost more than the work.</remarks>
internal sealed record Linearisation(double[] Residuals, double[,] Jacobian)
{
    /// <summary>The sum of the residuals' squares.</summary>
    public double SquaredNorm => Dense.Inner(Residuals, Residuals);

    /// <summary>The same with every residual times a factor of its own.</summary>
    public Linearisation Weighted(ReadOnlySpan<double> factors)
    {
        double[] residuals = new double[Residuals.Length];
        double[,] jacobian = new double[Residuals.Length, Jacobian.GetLength(1)];
        for (int i = 0; i < residuals.Length; i++)
        {
            residuals[i] = factors[i] * Residuals[i];
            for (int k = 0; k < jacobian.GetLength(1); k++)
            {
                jacobian[i, k] = factors[i] * Jacobian[i, k];
            }
        }

        return new Linearisation(residuals, jacobian);
    }

    /// <summary>The same with the residuals multiplied by a matrix from the left.</summary>
    public Linearisation Through(double[,] matrix) =>
        new(Dense.Times(matrix, Residuals), Dense.Product(matrix, Jacobian));

    /// <summary>JᵀJ and −Jᵀr: where the linear part is least, <c>JᵀJ x = −Jᵀr</c>.</summary>
    public (double[,] Normal, double[] Descent) NormalEquations()
    {
        int unknowns = Jacobian.GetLength(1);
        double[,] normal = new double[unknowns, unknowns];
        double[] descent = new double[unknowns];
        for (int i = 0; unknowns > 0 && i < Residuals.Length; i++)
        {
            ReadOnlySpan<double> slopes = MemoryMarshal.CreateReadOnlySpan(ref Jacobian[i, 0], unknowns);
            for (int k = 0; k < unknowns; k++)
            {
                descent[k] -= slopes[k] * Residuals[i];
                AddScaled(MemoryMarshal.CreateSpan(ref normal[k, 0], k + 1), slopes[k], slopes);
            }
        }

        for (int k = 0; k < unknowns; k++)
        {
            for (int other = 0; other < k; other++)
            {
                normal[other, k] = normal[k, other];
            }
        }

        return (normal, descent);
    }

    /// <summary>target += factor · source, as far as the target goes.</summary>
    private static void AddScaled(Span<double> target, double factor, ReadOnlySpan<double> source)
    {
        int i = 0;
        for (; i <= target.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            Span<double> part = target[i..];
            (new Vector<double>(part) + (factor * new Vector<double>(source[i..]))).CopyTo(part);
        }

        for (; i < target.Length; i++)
        {
            target[i] += factor * source[i];
        }
    }
}
