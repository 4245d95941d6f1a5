using Memformer.Theory;
using Memformer.Theory.Spectra;

namespace Memformer.Learn.Spectra;

/// <summary>
/// The exact law of the eigenvalues of H = X Xᵀ/n for a prompt of n isotropic examples in d dimensions: their expected
/// density, and the probability that all of them lie in a given set.
/// <para>
/// The non-zero eigenvalues x of W = nH have the density ∝ ∏ |x_i − x_j| ∏ x_i^((ν−m−1)/2) e^(−x_i/2), m = min(d, n),
/// ν = max(d, n). By de Bruijn's formula (J. Indian Math. Soc. 19, 1955) the integral of ∏ g(x_i) against it is the
/// Pfaffian of A_ij = ∬_{x&lt;y} (φ_i(x) φ_j(y) − φ_j(x) φ_i(y)) g(x) g(y), φ_i any polynomials of degree i, bordered by
/// ∫ φ_i g when m is odd; see Chiani, IEEE Trans. Inf. Theory 63, 2017. In the variable t = √x the integrands are smooth
/// and are integrated by Gauss–Legendre panels; the φ_i are orthonormal, so that nothing cancels. The results are good
/// to about 10⁻¹⁰.
/// </para>
/// </summary>
public sealed class ExpectedSpectrum
{
    /// <summary>The largest min(d, n) accepted.</summary>
    public const int MostEigenvalues = 128;

    // Below this a difference from 1 has lost too many digits.
    private const double Tiny = 1e-7;

    private readonly int _context;
    private readonly int _count;
    private readonly SpectralGrid _grid;
    private readonly SkewForm _whole;

    private ExpectedSpectrum(int dimension, int context)
    {
        Dimension = dimension;
        _context = context;
        _count = Math.Min(dimension, context);
        _grid = new SpectralGrid(_count, Math.Max(dimension, context), []);
        _whole = new SkewForm(_grid, _count, _ => true);
    }

    /// <summary>d.</summary>
    public int Dimension { get; }

    /// <summary>The law for prompts of n examples in d dimensions.</summary>
    /// <param name="dimension">d ≥ 1.</param>
    /// <param name="context">n ≥ 1; when n &lt; d, d − n eigenvalues are 0 for certain.</param>
    /// <exception cref="UsageException">A size is out of range.</exception>
    public static ExpectedSpectrum For(int dimension, int context)
    {
        Demand.Within("the dimension", dimension, 1);
        Demand.Within("the context length", context, 1);
        Demand.Within("the smaller of dimension and context length", Math.Min(dimension, context), 1, MostEigenvalues);
        return new ExpectedSpectrum(dimension, context);
    }

    /// <summary>The expected number of non-zero eigenvalues per unit length at h; integrates to min(d, n).</summary>
    /// <param name="h">An eigenvalue of H, above 0.</param>
    public double Density(double h)
    {
        double t = Math.Sqrt(_context * h);
        return h <= 0 ? 0 : _whole.Density(t) * _context / (2 * t);
    }

    /// <summary>The probability that every eigenvalue of a prompt's H lies in the union of the intervals.</summary>
    /// <param name="intervals">Disjoint intervals; zero eigenvalues (n &lt; d) are counted as inside.</param>
    public double ProbabilityInside(IReadOnlyList<SpectralInterval> intervals)
    {
        SpectralGrid grid = GridFor(intervals);
        SkewForm inside = new(grid, _count, t => IsInside(intervals, t));
        SkewForm whole = new(grid, _count, _ => true);
        return Math.Clamp(Math.Exp((inside.LogDeterminant() - whole.LogDeterminant()) / 2), 0, 1);
    }

    /// <summary>
    /// The probability that some eigenvalue lies outside, with relative precision also where it is tiny: there it is the
    /// expected number of eigenvalues outside, for two at once are rarer still.
    /// </summary>
    /// <param name="intervals">Disjoint intervals; zero eigenvalues (n &lt; d) are counted as inside.</param>
    public double ProbabilityOutside(IReadOnlyList<SpectralInterval> intervals)
    {
        double difference = 1 - ProbabilityInside(intervals);
        if (difference > Tiny)
        {
            return difference;
        }

        double expected = 0;
        foreach (Panel panel in GridFor(intervals).Panels.Where(panel => !IsInside(intervals, panel.Middle)))
        {
            for (int k = 0; k < panel.Nodes.Length; k++)
            {
                expected += panel.Weights[k] * _whole.Density(panel.Nodes[k]);
            }
        }

        return Math.Max(expected, 0);
    }

    private SpectralGrid GridFor(IReadOnlyList<SpectralInterval> intervals)
    {
        double ToRoot(double h) => Math.Sqrt(_context * Math.Max(h, 0));
        double[] ends = [.. intervals.SelectMany(i => new[] { ToRoot(i.Lower), ToRoot(i.Upper) })];
        return new SpectralGrid(_count, Math.Max(Dimension, _context), ends);
    }

    private bool IsInside(IReadOnlyList<SpectralInterval> intervals, double root) =>
        intervals.Any(interval => interval.Contains(root * root / _context));
}
