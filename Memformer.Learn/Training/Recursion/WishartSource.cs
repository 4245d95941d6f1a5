using Memformer.Learn.Numerics;
using Memformer.Learn.Problems;

namespace Memformer.Learn.Training.Recursion;

/// <summary>The exact expectation given H, with H drawn from its own law: no covariate is ever drawn.</summary>
internal sealed class WishartSource : ExactSource
{
    private readonly int _context;
    private readonly WishartSampler _sampler;
    private readonly Memory<double> _root;

    /// <summary>Prepares a sampler.</summary>
    /// <param name="law">The law.</param>
    /// <param name="context">n.</param>
    /// <param name="tasks">Tasks a prompt.</param>
    /// <param name="tailShare">The share of stretched prompts.</param>
    public WishartSource(DataLaw law, int context, int tasks, double tailShare)
        : base(law, tasks)
    {
        _context = context;
        _sampler = new WishartSampler(law, context, tailShare);
        _root = AlignedMemory.Allocate(_sampler.RootLength);
    }

    /// <inheritdoc/>
    public override void Draw(RandomSource random, PromptStatistics statistics)
    {
        Weight = _sampler.Draw(random, _root.Span);
        SetCovariance(statistics, _root.Span, _sampler.Rank, _context);
        SetErrors(random, statistics, _root.Span, _sampler.Rank, _context);
    }
}
