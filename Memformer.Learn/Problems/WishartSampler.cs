using Memformer.Learn.Numerics;

namespace Memformer.Learn.Problems;

/// <summary>
/// Draws the empirical covariance H of n Gaussian covariates without drawing them, by Bartlett's decomposition:
/// <c>nH = C T Tᵀ Cᵀ</c> with Σ = C Cᵀ and T lower triangular, its diagonal chi-distributed with n, n − 1, …
/// degrees of freedom and normal below. The cost does not depend on n.
/// </summary>
/// <remarks>Source: Bartlett, On the theory of statistical regression, 1933. Not thread-safe: one per thread.</remarks>
public sealed class WishartSampler
{
    private readonly int _context;
    private readonly int _stride;
    private readonly Memory<double> _triangle;
    private readonly Memory<double> _covarianceRoot;
    private readonly double[] _normals;
    private readonly StretchedTails? _tails;

    /// <summary>Creates a sampler.</summary>
    /// <param name="law">A law with Gaussian covariates.</param>
    /// <param name="context">n ≥ 1; below d, H is singular.</param>
    /// <param name="tailShare">
    /// The share of prompts that are drawn with one direction stretched and weighed so that means stay what they are, 0 ≤ share
    /// &lt; 1; 0 for the law itself.
    /// </param>
    /// <exception cref="Theory.UsageException">The covariates are not Gaussian.</exception>
    public WishartSampler(DataLaw law, int context, double tailShare = 0)
    {
        ArgumentNullException.ThrowIfNull(law);
        ArgumentOutOfRangeException.ThrowIfLessThan(context, 1);
        if (law.Covariates != CovariateKind.Gaussian)
        {
            throw new Theory.UsageException(
                $"objective wishart: the covariates are of kind {law.Covariates.ToString().ToLowerInvariant()}; "
                    + "must be gaussian (exact-answer works with every kind)"
            );
        }

        _context = context;
        Dimension = law.Dimension;
        Rank = Math.Min(Dimension, context);
        _stride = AlignedMemory.Stride(Dimension);
        _triangle = AlignedMemory.Allocate(RootLength);
        _normals = new double[Dimension * (Dimension - 1) / 2];
        _covarianceRoot = AlignedMemory.Allocate(Dimension * _stride);
        AlignedMemory.CopyTransposed(CovarianceMatrix.Factor(law.Covariance), _covarianceRoot.Span, _stride);
        _tails = tailShare > 0 ? new StretchedTails(tailShare, Dimension, context) : null;
    }

    /// <summary>d.</summary>
    public int Dimension { get; }

    /// <summary>The length of a buffer for the root.</summary>
    public int RootLength => AlignedMemory.Rows(Rank) * _stride;

    /// <summary>min(d, n), the number of rows of the root.</summary>
    public int Rank { get; }

    /// <summary>Draws the next root R, so that H = RᵀR/n.</summary>
    /// <param name="random">Where the numbers come from.</param>
    /// <param name="root">Overwritten: Rank×stride, with room for a multiple of four rows; R = TᵀCᵀ.</param>
    /// <returns>The prompt's weight in means under the law; 1 where no tails are stretched.</returns>
    public double Draw(RandomSource random, Span<double> root)
    {
        ArgumentNullException.ThrowIfNull(random);
        Span<double> triangle = _triangle.Span;
        random.FillNormal(_normals);
        int used = 0;
        if (_tails is not null)
        {
            triangle.Clear();
        }

        for (int row = 0; row < Rank; row++)
        {
            triangle[(row * _stride) + row] = Math.Sqrt(2 * random.NextGamma((_context - row) / 2.0));
            for (int column = row + 1; column < Dimension; column++)
            {
                triangle[(row * _stride) + column] = _normals[used++];
            }
        }

        double weight = _tails?.Stretch(random, triangle, Rank, _stride) ?? 1;
        RowProduct.Set(root, triangle, _stride, 1, _covarianceRoot.Span, Rank, Dimension, _stride);
        return weight;
    }
}
