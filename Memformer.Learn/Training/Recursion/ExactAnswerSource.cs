using Memformer.Learn.Numerics;
using Memformer.Learn.Problems;
using Memformer.Learn.Training.Objectives;

namespace Memformer.Learn.Training.Recursion;

/// <summary>The exact expectation given H, with H from sampled covariates: for covariates of every kind.</summary>
internal sealed class ExactAnswerSource : ExactSource
{
    private readonly int _context;
    private readonly PromptSampler _sampler;
    private readonly Prompt _prompt;
    private readonly Memory<double> _root;

    /// <summary>Prepares a sampler.</summary>
    public ExactAnswerSource(Objective objective)
        : base(objective)
    {
        _context = objective.Context;
        _sampler = new PromptSampler(objective.Law, objective.Context);
        _prompt = new Prompt(Dimension, _context);
        _root = AlignedMemory.Allocate(Dimension * Stride);
    }

    /// <inheritdoc/>
    public override void Draw(RandomSource random, PromptStatistics statistics)
    {
        _sampler.Draw(random, _prompt);
        SetHessian(statistics, _prompt.Covariates, _context, _context);
        if (HasDrift)
        {
            SetRoot(statistics.Hessian.Span);
        }

        SetErrors(random, statistics, _root.Span, Dimension, _context);
    }

    /// <summary>
    /// The Cholesky factor of nH, transposed. Where n &lt; d a pivot vanishes up to rounding: its row is then 0, as is
    /// what remains of the matrix.
    /// </summary>
    private void SetRoot(ReadOnlySpan<double> hessian)
    {
        Span<double> root = _root.Span;
        root.Clear();
        double scale = 0;
        for (int i = 0; i < Dimension; i++)
        {
            scale = Math.Max(scale, hessian[(i * Stride) + i] * _context);
        }

        for (int row = 0; row < Dimension; row++)
        {
            Span<double> target = root.Slice(row * Stride, Stride);
            RowVector.Add(target, _context, hessian.Slice(row * Stride, Stride));
            for (int above = 0; above < row; above++)
            {
                RowVector.Add(target, -root[(above * Stride) + row], root.Slice(above * Stride, Stride));
            }

            double pivot = target[row];
            RowVector.Scale(target, pivot > 1e-12 * scale ? 1 / Math.Sqrt(pivot) : 0);
            target[..row].Clear();
        }
    }
}
