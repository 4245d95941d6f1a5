namespace Memformer.Learn.Problems;

/// <summary>
/// A prompt as first-order methods see it: the least-squares problem f(w) = ‖Xᵀw − y‖²/(2n), ∇f(w) = Hw − b, over all
/// context rows.
/// </summary>
/// <param name="hessian">H = X Xᵀ/n, d×d, symmetric.</param>
/// <param name="moment">b = X y/n, d numbers.</param>
public class Problem(double[,] hessian, double[] moment)
{
    /// <summary>H = X Xᵀ/n, d×d.</summary>
    public double[,] Hessian { get; } = hessian;

    /// <summary>b = X y/n, d numbers.</summary>
    public double[] Moment { get; } = moment;

    /// <summary>d.</summary>
    public int Dimension => Moment.Length;

    /// <summary>∇f(w) = H w − b.</summary>
    /// <param name="point">w, d numbers.</param>
    public double[] Gradient(double[] point)
    {
        ArgumentNullException.ThrowIfNull(point);
        double[] gradient = new double[point.Length];
        for (int i = 0; i < point.Length; i++)
        {
            double sum = -Moment[i];
            for (int j = 0; j < point.Length; j++)
            {
                sum += Hessian[i, j] * point[j];
            }

            gradient[i] = sum;
        }

        return gradient;
    }
}
