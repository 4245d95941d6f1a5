using Memformer.Learn.Files;
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
    private readonly Memory<double> _triangles;
    private readonly Memory<double> _roots;
    private int _taken = AlignedMemory.Lanes;
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
                $"objective wishart: the covariates are of kind {KebabCase.Of(law.Covariates)}; "
                    + "must be gaussian (exact-answer works with every kind)"
            );
        }

        _context = context;
        Dimension = law.Dimension;
        Rank = Math.Min(Dimension, context);
        _stride = AlignedMemory.Stride(Dimension);
        _triangle = AlignedMemory.Allocate(RootLength);
        _triangles = AlignedMemory.Allocate(Rank * Dimension * AlignedMemory.Lanes);
        _roots = AlignedMemory.Allocate(Rank * Dimension * AlignedMemory.Lanes);
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

    /// <summary>Forgets the roots that are drawn and not taken yet, for random numbers that begin anew.</summary>
    public void Reset() => _taken = AlignedMemory.Lanes;

    /// <summary>Draws the next root R, so that H = RᵀR/n. Roots are drawn in blocks of eight.</summary>
    /// <param name="random">Where the numbers come from.</param>
    /// <param name="root">Overwritten: Rank×stride, with room for a multiple of four rows; R = TᵀCᵀ.</param>
    /// <returns>The prompt's weight in means under the law; 1 where no tails are stretched.</returns>
    public double Draw(RandomSource random, Span<double> root)
    {
        if (_taken == AlignedMemory.Lanes)
        {
            DrawBlock(random);
            _taken = 0;
        }

        return Take(_taken++, root);
    }

    /// <summary>Draws eight roots, side by side.</summary>
    /// <returns>Rank×d for eight prompts.</returns>
    internal LaneMatrix DrawBlock(RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        const int lanes = AlignedMemory.Lanes;
        Span<double> triangles = _triangles.Span;
        for (int row = 0; row < Rank; row++)
        {
            int diagonal = ((row * Dimension) + row) * lanes;
            Span<double> squared = triangles.Slice(diagonal, lanes);
            random.FillGamma((_context - row) / 2.0, squared);
            for (int i = 0; i < lanes; i++)
            {
                squared[i] = Math.Sqrt(2 * squared[i]);
            }

            random.FillNormal(triangles.Slice(diagonal + lanes, (Dimension - row - 1) * lanes));
            triangles.Slice(row * Dimension * lanes, row * lanes).Clear();
        }

        Weights.Span.Fill(1);
        for (int lane = 0; lane < lanes && _tails is not null; lane++)
        {
            LaneMatrix.Gather(triangles, _triangle.Span, lane, Rank, Dimension);
            Weights.Span[lane] = _tails.Stretch(random.NextUniform(), _triangle.Span, Rank, _stride);
            LaneMatrix.Scatter(_triangle.Span, triangles, lane, Rank, Dimension);
        }

        LaneMatrix factor = LaneMatrix.Shared(_covarianceRoot, _stride);
        LaneProduct.Set(_roots, LaneMatrix.Of(_triangles, Dimension), factor, Rank, Dimension, Dimension);
        return LaneMatrix.Of(_roots, Dimension);
    }

    /// <summary>The weights of the prompts of the block drawn last.</summary>
    internal Memory<double> Weights { get; } = AlignedMemory.Allocate(AlignedMemory.Lanes);

    /// <summary>One root of the block drawn last, in padded rows; returns its weight.</summary>
    internal double Take(int lane, Span<double> root)
    {
        LaneMatrix.Gather(_roots.Span, root, lane, Rank, Dimension);
        return Weights.Span[lane];
    }
}
