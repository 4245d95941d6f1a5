using Memformer.Learn.Numerics;
using Memformer.Theory;
using Memformer.Theory.Algebra;
using Memformer.Theory.Spectra;

namespace Memformer.Learn.Spectra;

/// <summary>
/// Gauss quadrature for the expected spectrum of H: Σ_i w_i f(h_i) = E tr f(H) for every polynomial f of degree at most
/// <see cref="Exactness"/>, and all weights are positive.
/// <para>
/// It turns the mean loss of a method into a short sum of positive terms, so that losses whose expansion in moments
/// cancels dozens of digits are evaluated to nearly full double precision. The recurrence behind it is computed from
/// the exact moments in rational arithmetic, where the cancellation is harmless.
/// </para>
/// </summary>
/// <param name="Nodes">The nodes h_i, ascending, in units of the eigenvalues of H.</param>
/// <param name="Weights">The weights w_i; they sum to d.</param>
public sealed record SpectralQuadrature(IReadOnlyList<double> Nodes, IReadOnlyList<double> Weights)
{
    /// <summary>The largest number of nodes that <see cref="For"/> accepts.</summary>
    public const int MostNodes = 64;

    /// <summary>The degree up to which the rule is exact.</summary>
    public int Exactness => (2 * Nodes.Count) - 1;

    /// <summary>The rule for prompts of n examples in d dimensions, isotropic or whitened by the preconditioner.</summary>
    /// <param name="dimension">d ≥ 1.</param>
    /// <param name="context">n ≥ 1.</param>
    /// <param name="degree">The degree up to which the rule must be exact, 0 to 2·<see cref="MostNodes"/> − 1.</param>
    /// <exception cref="UsageException">An argument is out of range.</exception>
    public static SpectralQuadrature For(int dimension, int context, int degree)
    {
        Demand.Within("the degree of exactness", degree, 0, (2 * MostNodes) - 1);
        int count = (degree / 2) + 1;
        Rational[] moments =
        [
            .. WishartMoments.TracesOfPowers(dimension, context, (2 * count) - 1).Select(moment => (Rational)moment),
        ];
        (Rational[] alpha, Rational[] beta) = Recurrence(moments);
        double[] diagonal = [.. alpha.Select(a => (a / context).ToDouble())];
        double[] off = [.. beta.Skip(1).Select(b => Math.Sqrt((b / context / context).ToDouble()))];
        double[] nodes = SymmetricTridiagonal.Eigenvalues(diagonal, off);
        double[] weights = new double[count];
        for (int i = 0; i < count; i++)
        {
            (nodes[i], double squares) = Polish(nodes[i], diagonal, off);
            weights[i] = dimension / squares;
        }

        return new SpectralQuadrature(nodes, weights);
    }

    /// <summary>Σ_i w_i f(h_i).</summary>
    public double Expect(Func<double, double> f)
    {
        double sum = 0;
        for (int i = 0; i < Nodes.Count; i++)
        {
            sum += Weights[i] * f(Nodes[i]);
        }

        return sum;
    }

    /// <summary>
    /// π_{k+1} = (x − α_k) π_k − β_k π_{k−1} for the monic orthogonal polynomials, by Chebyshev's algorithm.
    /// </summary>
    private static (Rational[] Alpha, Rational[] Beta) Recurrence(Rational[] moments)
    {
        int count = moments.Length / 2;
        Rational[] alpha = new Rational[count];
        Rational[] beta = new Rational[count];
        Rational[] before = new Rational[moments.Length];
        Rational[] current = moments;
        alpha[0] = moments[1] / moments[0];
        beta[0] = moments[0];
        for (int k = 1; k < count; k++)
        {
            Rational[] next = new Rational[moments.Length];
            for (int l = k; l < moments.Length - k; l++)
            {
                next[l] = current[l + 1] - (alpha[k - 1] * current[l]) - (beta[k - 1] * before[l]);
            }

            alpha[k] = (next[k + 1] / next[k]) - (current[k] / current[k - 1]);
            beta[k] = next[k] / current[k - 1];
            (before, current) = (current, next);
        }

        return (alpha, beta);
    }

    /// <summary>
    /// One Newton step on the orthonormal polynomial that vanishes at the node, and Σ π_k² there over the lower ones,
    /// with π_0 = 1: its inverse is the node's share of the weight.
    /// </summary>
    private static (double Node, double Squares) Polish(double node, double[] diagonal, double[] off)
    {
        (double value, double slope, _) = Evaluate(node, diagonal, off);
        double polished = slope == 0 ? node : node - (value / slope);
        return (polished, Evaluate(polished, diagonal, off).Squares);
    }

    private static (double Value, double Slope, double Squares) Evaluate(double x, double[] diagonal, double[] off)
    {
        (double before, double value, double slopeBefore, double slope) = (0, 1, 0, 0);
        double squares = 0;
        for (int k = 0; k < diagonal.Length; k++)
        {
            squares += value * value;
            double down = k == 0 ? 0 : off[k - 1];
            double up = k < off.Length ? off[k] : 1;
            double next = (((x - diagonal[k]) * value) - (down * before)) / up;
            double nextSlope = (value + ((x - diagonal[k]) * slope) - (down * slopeBefore)) / up;
            (before, value, slopeBefore, slope) = (value, next, slope, nextSlope);
        }

        return (value, slope, squares);
    }
}
