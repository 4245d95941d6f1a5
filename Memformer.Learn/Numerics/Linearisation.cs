using System.Numerics;
using System.Runtime.InteropServices;

namespace Memformer.Learn.Numerics;

/// <summary>Residuals at a point, and their Jacobian, one row per residual.</summary>
/// <remarks>Plain arrays: a fit makes thousands of small ones, and an algebra of matrices would cost more than the work.</remarks>
internal sealed record Linearisation(double[] Residuals, double[,] Jacobian)
{
    /// <summary>Multiply-adds that are worth more than one thread.</summary>
    private const double WorthThreads = 1e7;

    /// <summary>Rows of JᵀJ that stay in a core's nearest cache.</summary>
    private const int RowsOfBand = 32;

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
        if (unknowns == 0)
        {
            return (normal, descent);
        }

        if ((double)unknowns * unknowns * Residuals.Length < WorthThreads)
        {
            Accumulate(normal, descent, 0, unknowns);
        }
        else
        {
            // Bands of rows and not of residuals: sums do not depend on the number of threads.
            int bands = (unknowns + RowsOfBand - 1) / RowsOfBand;
            Parallel.For(
                0,
                bands,
                band => Accumulate(normal, descent, band * RowsOfBand, Math.Min(unknowns, (band + 1) * RowsOfBand))
            );
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

    /// <summary>Some rows of the lower triangle of JᵀJ, and of −Jᵀr; four residuals at a time.</summary>
    private void Accumulate(double[,] normal, double[] descent, int first, int end)
    {
        int i = 0;
        for (; i <= Residuals.Length - 4; i += 4)
        {
            ReadOnlySpan<double> a = Slopes(i);
            ReadOnlySpan<double> b = Slopes(i + 1);
            ReadOnlySpan<double> c = Slopes(i + 2);
            ReadOnlySpan<double> d = Slopes(i + 3);
            for (int k = first; k < end; k++)
            {
                descent[k] =
                    descent[k]
                    - (a[k] * Residuals[i])
                    - (b[k] * Residuals[i + 1])
                    - (c[k] * Residuals[i + 2])
                    - (d[k] * Residuals[i + 3]);
                AddFour(MemoryMarshal.CreateSpan(ref normal[k, 0], k + 1), k, a, b, c, d);
            }
        }

        for (; i < Residuals.Length; i++)
        {
            ReadOnlySpan<double> slopes = Slopes(i);
            for (int k = first; k < end; k++)
            {
                descent[k] -= slopes[k] * Residuals[i];
                Dense.AddScaled(MemoryMarshal.CreateSpan(ref normal[k, 0], k + 1), slopes[k], slopes);
            }
        }
    }

    private ReadOnlySpan<double> Slopes(int row) =>
        MemoryMarshal.CreateReadOnlySpan(ref Jacobian[row, 0], Jacobian.GetLength(1));

    /// <summary>target += a_k a + b_k b + c_k c + d_k d, as far as the target goes: it is read and written once.</summary>
    private static void AddFour(
        Span<double> target,
        int k,
        ReadOnlySpan<double> a,
        ReadOnlySpan<double> b,
        ReadOnlySpan<double> c,
        ReadOnlySpan<double> d
    )
    {
        (double ak, double bk, double ck, double dk) = (a[k], b[k], c[k], d[k]);
        int i = 0;
        for (; i <= target.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            Span<double> part = target[i..];
            Vector<double> sum = new Vector<double>(part) + (ak * new Vector<double>(a[i..]));
            sum += bk * new Vector<double>(b[i..]);
            sum += ck * new Vector<double>(c[i..]);
            sum += dk * new Vector<double>(d[i..]);
            sum.CopyTo(part);
        }

        for (; i < target.Length; i++)
        {
            target[i] = target[i] + (ak * a[i]) + (bk * b[i]) + (ck * c[i]) + (dk * d[i]);
        }
    }
}
