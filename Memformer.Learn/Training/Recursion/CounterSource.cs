using Memformer.Learn.Numerics;
using Memformer.Learn.Problems;
using Memformer.Learn.Training.Objectives;

namespace Memformer.Learn.Training.Recursion;

/// <summary>
/// What <see cref="WishartSource"/> draws, with numbers that are a function of each prompt's place: the prompts that kernels of
/// graphics cards draw, by the processor.
/// </summary>
/// <remarks>Source: Bartlett, On the theory of statistical regression, 1933.</remarks>
internal sealed class CounterSource : ExactSource
{
    private readonly int _context;
    private readonly int _rank;
    private readonly double[,] _covarianceRoot;
    private readonly StretchedTails? _tails;
    private readonly Memory<double> _triangle;
    private readonly Memory<double> _root;
    private PromptRange _range;
    private int _drawn;
    private PromptStream _stream;

    /// <summary>Prepares.</summary>
    /// <param name="objective">One whose law has Gaussian covariates.</param>
    public CounterSource(Objective objective)
        : base(objective)
    {
        _context = objective.Context;
        _rank = Math.Min(Dimension, _context);
        _covarianceRoot = CovarianceMatrix.Factor(objective.Law.Covariance);
        _tails = objective.TailShare > 0 ? new StretchedTails(objective.TailShare, Dimension, _context) : null;
        _triangle = AlignedMemory.Allocate(AlignedMemory.Rows(_rank) * Stride);
        _root = AlignedMemory.Allocate(AlignedMemory.Rows(_rank) * Stride);
    }

    /// <inheritdoc/>
    public override void Begin(PromptRange range) => (_range, _drawn) = (range, 0);

    /// <inheritdoc/>
    public override void Draw(RandomSource random, PromptStatistics statistics)
    {
        _stream = new PromptStream(_range.Seed, _range.Step, _range.First + _drawn++);
        DrawTriangle();
        Weight = _tails?.Stretch(_stream.Choice(0), _triangle.Span, _rank, Stride) ?? 1;
        for (int row = 0; row < _rank; row++)
        {
            ReadOnlySpan<double> factors = _triangle.Span.Slice(row * Stride, Dimension);
            for (int column = 0; column < Dimension; column++)
            {
                double sum = 0;
                for (int k = 0; k <= column; k++)
                {
                    sum += factors[k] * _covarianceRoot[column, k];
                }

                _root.Span[(row * Stride) + column] = sum;
            }
        }

        SetHessian(statistics, _root.Span, _rank, _context);
        SetErrors(random, statistics, _root.Span, _rank, _context);
    }

    /// <inheritdoc/>
    protected override double Choice(RandomSource random, int place) => _stream.Choice(place);

    private void DrawTriangle()
    {
        for (int row = 0; row < _rank; row++)
        {
            Span<double> entries = _triangle.Span.Slice(row * Stride, Dimension);
            entries[..row].Clear();
            entries[row] = Math.Sqrt(_stream.ChiSquared(row, _context - row));
            for (int column = row + 1; column < Dimension; column += 2)
            {
                NormalPair pair = _stream.Normals(row, (column - row - 1) / 2);
                entries[column] = pair.First;
                if (column + 1 < Dimension)
                {
                    entries[column + 1] = pair.Second;
                }
            }
        }
    }
}
