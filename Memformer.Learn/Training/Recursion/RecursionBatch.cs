using Memformer.Learn.Training.Objectives;

namespace Memformer.Learn.Training.Recursion;

/// <summary>
/// A batch of prompts through a network's error recursion, on as many threads as asked. Shards are added up in order: the
/// result does not depend on the number of threads.
/// </summary>
public sealed class RecursionBatch
{
    private readonly PromptShards _shards;
    private readonly PromptPass[] _passes;
    private readonly double[] _losses = new double[PromptShards.Count];
    private readonly RecursionWeights _weights;

    /// <summary>Creates the buffers.</summary>
    /// <param name="weights">The network; may be changed between evaluations.</param>
    /// <param name="objective">What is drawn; stretched prompts are weighed by <see cref="LossAndGradient"/> alone.</param>
    /// <param name="threads">At least 1.</param>
    /// <param name="mostInterleaved">The largest d for which eight prompts lie side by side; the default is the fastest.</param>
    public RecursionBatch(
        RecursionWeights weights,
        Objective objective,
        int threads,
        int mostInterleaved = PromptPass.MostInterleaved
    )
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(objective);
        _weights = weights;
        _shards = new PromptShards(threads);
        PromptSource[] sources = [.. _losses.Select(_ => PromptSource.Of(objective))];
        _passes = [.. sources.Select(source => PromptPass.Create(weights, source, mostInterleaved))];
        KnowsAmplification = sources[0].KnowsAmplification;
        ValueGradient = new double[weights.HasValues ? weights.PreconditionerCount : 0];
        PreconditionerGradient = new double[weights.PreconditionerCount];
        GateGradient = new double[weights.GateCount];
    }

    /// <summary>L.</summary>
    public int Layers => _weights.Layers;

    /// <summary>The mean loss's derivative in the preconditioners after <see cref="LossAndGradient"/>, (L, H, d, d).</summary>
    public double[] PreconditionerGradient { get; }

    /// <summary>The mean loss's derivative in the value blocks, (L, H, d, d); empty where X never changes.</summary>
    public double[] ValueGradient { get; }

    /// <summary>The mean loss's derivative in the gates after <see cref="LossAndGradient"/>, (L, L, H).</summary>
    public double[] GateGradient { get; }

    /// <summary>The mean loss of a batch, and its gradient.</summary>
    /// <param name="seed">With <paramref name="step"/>, decides the prompts.</param>
    /// <param name="step">The training step.</param>
    /// <param name="prompts">The number of prompts, at least 1.</param>
    /// <param name="layerWeights">The weight in the loss of the answer after each layer, L numbers.</param>
    public double LossAndGradient(ulong seed, ulong step, int prompts, IReadOnlyList<double> layerWeights)
    {
        ArgumentNullException.ThrowIfNull(layerWeights);
        _shards.Run(
            seed,
            step,
            prompts,
            (shard, range) => _losses[shard] = _passes[shard].Accumulate(range, layerWeights)
        );
        Array.Clear(PreconditionerGradient);
        Array.Clear(GateGradient);
        Array.Clear(ValueGradient);
        foreach (PromptPass pass in _passes)
        {
            pass.AddGradients(PreconditionerGradient, ValueGradient, GateGradient, 1.0 / prompts);
        }

        return _losses.Sum() / prompts;
    }

    /// <summary>Whether <see cref="PromptOutcomes.Amplifies"/> can be asked for.</summary>
    public bool KnowsAmplification { get; }

    /// <summary>What the network does on every prompt of a batch when it answers from w_l.</summary>
    /// <param name="seed">With <paramref name="step"/>, decides the prompts.</param>
    /// <param name="step">A number that no training step has.</param>
    /// <param name="layer">l, 0 … L.</param>
    /// <param name="outcomes">Overwritten.</param>
    public void Outcomes(ulong seed, ulong step, int layer, PromptOutcomes outcomes)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        _shards.Run(
            seed,
            step,
            outcomes.Losses.Length,
            (shard, range) => _passes[shard].Outcomes(range, layer, outcomes)
        );
    }
}
