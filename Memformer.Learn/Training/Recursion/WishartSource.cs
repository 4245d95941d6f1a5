using Memformer.Learn.Numerics;
using Memformer.Learn.Problems;
using Memformer.Learn.Training.Objectives;

namespace Memformer.Learn.Training.Recursion;

/// <summary>The exact expectation given H, with H drawn from its own law: no covariate is ever drawn.</summary>
internal sealed class WishartSource : ExactSource
{
    private readonly int _context;
    private readonly WishartSampler _sampler;
    private readonly Memory<double> _root;

    /// <summary>Prepares a sampler.</summary>
    public WishartSource(Objective objective)
        : base(objective)
    {
        _context = objective.Context;
        _sampler = new WishartSampler(objective.Law, _context, objective.TailShare);
        _root = AlignedMemory.Allocate(_sampler.RootLength);
    }

    /// <inheritdoc/>
    public override void Draw(RandomSource random, PromptStatistics statistics)
    {
        Weight = _sampler.Draw(random, _root.Span);
        SetHessian(statistics, _root.Span, _sampler.Rank, _context);
        SetErrors(random, statistics, _root.Span, _sampler.Rank, _context);
    }

    /// <inheritdoc/>
    public override void Begin(PromptRange range) => _sampler.Reset();

    /// <inheritdoc/>
    public override void DrawLanes(RandomSource random, int used, LaneStatistics statistics)
    {
        LaneMatrix roots = _sampler.DrawBlock(random);
        int d = Dimension;
        LaneProduct.Set(statistics.Hessian, roots.Transposed, roots, d, _sampler.Rank, d);
        RowVector.Scale(statistics.Hessian.Span, 1.0 / _context);
        _sampler.Weights.CopyTo(statistics.Weights);
        if (TakesAll)
        {
            SetErrors(statistics, roots, _sampler.Rank, _context);
        }

        for (int lane = 0; lane < LaneStatistics.Lanes; lane++)
        {
            if (lane >= used)
            {
                statistics.Clear(lane);
            }
            else if (!TakesAll)
            {
                _sampler.Take(lane, _root.Span);
                SetErrors(random, Single, _root.Span, _sampler.Rank, _context);
                ScatterErrors(lane, statistics);
            }
        }
    }
}
