using Memformer.Learn.Training.Objectives;

namespace Memformer.Learn.Training.Recursion;

/// <summary>
/// Prompts through a network's error recursion, there and back, by one thread. The layout of the prompts in memory is the
/// implementation's; results differ by rounding.
/// </summary>
internal abstract class PromptPass
{
    /// <summary>
    /// The largest d for which eight prompts side by side are faster than the tiles of one; of networks that change X all sizes
    /// are.
    /// </summary>
    /// <remarks>Measured by benchmarks/Memformer.Speed; see docs/training.md.</remarks>
    public const int MostInterleaved = 16;

    /// <summary>The pass with the layout that is fastest for a network.</summary>
    /// <param name="weights">The network; may be changed between passes.</param>
    /// <param name="source">Where the prompts come from.</param>
    /// <param name="mostInterleaved">The largest d for which prompts lie side by side.</param>
    public static PromptPass Create(RecursionWeights weights, PromptSource source, int mostInterleaved) =>
        weights.HasValues || weights.Dimension <= mostInterleaved
            ? new InterleavedPass(weights, source)
            : new TiledPass(weights, source);

    /// <summary>Forgets the accumulated gradients, and adds those of some prompts.</summary>
    /// <param name="range">The prompts.</param>
    /// <param name="layerWeights">The weight in the loss of the answer after each layer, L numbers.</param>
    /// <returns>The sum of the losses.</returns>
    public abstract double Accumulate(PromptRange range, IReadOnlyList<double> layerWeights);

    /// <summary>Adds the accumulated derivatives, times a factor, to arrays.</summary>
    /// <param name="preconditioners">(L, H, d, d) in row-major order.</param>
    /// <param name="values">The same; empty where X never changes.</param>
    /// <param name="gates">(L, L, H) in row-major order.</param>
    /// <param name="factor">Such as one over the number of prompts.</param>
    public abstract void AddGradients(
        Span<double> preconditioners,
        Span<double> values,
        Span<double> gates,
        double factor
    );

    /// <summary>What the network does on each of some prompts when it answers from w_l.</summary>
    /// <param name="range">The prompts.</param>
    /// <param name="layer">l.</param>
    /// <param name="outcomes">Overwritten at their places.</param>
    public abstract void Outcomes(PromptRange range, int layer, PromptOutcomes outcomes);
}
