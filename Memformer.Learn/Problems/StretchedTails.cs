using Memformer.Learn.Numerics;

namespace Memformer.Learn.Problems;

/// <summary>
/// Defensive importance sampling of Gaussian covariates: a share of the prompts has the largest eigenvalue of H multiplied by a
/// number above 1, and every prompt is weighed with the ratio of the law's density of eigenvalues to that of the mixture. Means
/// under the law stay what they are, no weight exceeds 1/(1 − share), and prompts with a large eigenvalue, which rule the mean
/// loss of a polynomial of high degree, are seen often and count little.
/// </summary>
/// <remarks>
/// Eigenvectors are independent of eigenvalues, and those of TᵀT, T the root of n white covariates in d dimensions, have density
/// <c>∏ λ_i^((|n−d|−1)/2) e^(−λ_i/2) ∏_{i&lt;j} |λ_i − λ_j|</c>. Sources: Hesterberg, Weighted average importance sampling and
/// defensive mixture distributions, 1995; Muirhead, Aspects of multivariate statistical theory, 1982, theorem 3.2.18. Not
/// thread-safe: one per thread.
/// </remarks>
internal sealed class StretchedTails
{
    /// <summary>What is added to the factor 1, in units of √(2/n), the relative scatter of an eigenvalue.</summary>
    private static readonly double[] Deviations = [0.6, 1.2, 1.8, 2.5, 3.2, 4.1, 5.5];

    private readonly double _share;
    private readonly double[] _factors;
    private readonly double[] _logDensities;
    private readonly int _rank;
    private readonly SymmetricEigenvalues _eigenvalues;

    /// <summary>Prepares the factors.</summary>
    /// <param name="share">The share of stretched prompts, 0 ≤ share &lt; 1.</param>
    /// <param name="dimension">d.</param>
    /// <param name="context">n.</param>
    public StretchedTails(double share, int dimension, int context)
    {
        _share = share;
        double power = (Math.Abs(context - dimension) + 1) / 2.0;
        _factors = Factors(context);
        _logDensities = [.. _factors.Select(factor => -power * Math.Log(factor))];
        _rank = Math.Min(dimension, context);
        _eigenvalues = new SymmetricEigenvalues(_rank);
    }

    /// <summary>What an eigenvalue may be multiplied by.</summary>
    /// <param name="context">n.</param>
    public static double[] Factors(int context) =>
        [.. Deviations.Select(deviation => 1 + (deviation * Math.Sqrt(2.0 / context)))];

    /// <summary>Stretches a root T of white covariates, GᵀG = TᵀT, or leaves it as it is.</summary>
    /// <param name="choice">Uniform on (0, 1]: whether, and by how much.</param>
    /// <param name="root">T, rows×stride with d columns in use; changed in place.</param>
    /// <param name="rows">Rows of T, min(d, n).</param>
    /// <param name="stride">The distance between rows.</param>
    /// <returns>The prompt's weight.</returns>
    public double Stretch(double choice, Span<double> root, int rows, int stride)
    {
        // T Tᵀ has the eigenvalues of TᵀT that are not 0.
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                _eigenvalues[i, j] = RowVector.Dot(root.Slice(i * stride, stride), root.Slice(j * stride, stride));
            }
        }

        _eigenvalues.Diagonalise();
        int top = _eigenvalues.Largest;
        double largest = _eigenvalues[top, top];
        if (choice <= _share)
        {
            double factor = _factors[Math.Min((int)(choice / _share * _factors.Length), _factors.Length - 1)];
            Stretch(root, rows, stride, top, Math.Sqrt(factor) - 1);
            largest *= factor;
        }

        double stretched = 0;
        for (int i = 0; i < _factors.Length; i++)
        {
            stretched += DensityRatio(top, largest, _factors[i], _logDensities[i]);
        }

        return 1 / (1 - _share + (_share * stretched / _factors.Length));
    }

    /// <summary>The density of stretched eigenvalues over that of the law, at the prompt's own.</summary>
    private double DensityRatio(int top, double largest, double factor, double logDensity)
    {
        double before = largest / factor;
        // One power: where n is large, the two that it is made of are infinite and 0.
        double ratio = Math.Exp(((largest - before) / 2) + logDensity);
        for (int other = 0; other < _rank; other++)
        {
            double eigenvalue = _eigenvalues[other, other];
            if (other != top)
            {
                // The largest was the largest before it was stretched.
                ratio *= Math.Max(before - eigenvalue, 0) / (largest - eigenvalue);
            }
        }

        return ratio;
    }

    /// <summary>T += factor · u uᵀ T, u the eigenvector of T Tᵀ.</summary>
    private void Stretch(Span<double> root, int rows, int stride, int top, double factor)
    {
        for (int column = 0; column < stride; column++)
        {
            double sum = 0;
            for (int row = 0; row < rows; row++)
            {
                sum += _eigenvalues.Vector(row, top) * root[(row * stride) + column];
            }

            for (int row = 0; row < rows; row++)
            {
                root[(row * stride) + column] += factor * sum * _eigenvalues.Vector(row, top);
            }
        }
    }
}
