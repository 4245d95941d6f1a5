using Memformer.Learn.Problems;
using Memformer.Learn.Training.Objectives;

namespace Memformer.Learn.Training.Recursion;

/// <summary>
/// A batch of prompts through <see cref="ErrorRecursion"/>, on as many threads as asked. Shards are added up in order: the
/// result does not depend on the number of threads.
/// </summary>
public sealed class RecursionBatch
{
    private readonly PromptShards _shards;
    private readonly PromptSource[] _sources;
    private readonly ErrorRecursion[] _recursions;
    private readonly double[] _losses = new double[PromptShards.Count];
    private readonly RecursionWeights _weights;

    /// <summary>Creates the buffers.</summary>
    /// <param name="weights">The network; may be changed between evaluations.</param>
    /// <param name="objective">How prompts are drawn and what is taken exactly.</param>
    /// <param name="law">The law of the prompts.</param>
    /// <param name="context">n ≥ 1.</param>
    /// <param name="tasks">Tasks a prompt stands for in an exact objective; at most d.</param>
    /// <param name="threads">At least 1.</param>
    /// <param name="tailShare">The share of stretched prompts, which only <see cref="LossAndGradient"/> weighs.</param>
    public RecursionBatch(
        RecursionWeights weights,
        ObjectiveKind objective,
        DataLaw law,
        int context,
        int tasks,
        int threads,
        double tailShare = 0
    )
    {
        ArgumentNullException.ThrowIfNull(weights);
        _weights = weights;
        _shards = new PromptShards(threads);
        _sources = [.. _losses.Select(_ => PromptSource.Create(objective, law, context, tasks, tailShare))];
        _recursions = [.. _sources.Select(source => new ErrorRecursion(weights, source.Rows))];
        PreconditionerGradient = new double[weights.PreconditionerCount];
        GateGradient = new double[weights.GateCount];
    }

    /// <summary>L.</summary>
    public int Layers => _weights.Layers;

    /// <summary>The mean loss's derivative in the preconditioners after <see cref="LossAndGradient"/>, (L, H, d, d).</summary>
    public double[] PreconditionerGradient { get; }

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
            (shard, random, _, count) => _losses[shard] = Accumulate(shard, random, count, layerWeights)
        );
        Array.Clear(PreconditionerGradient);
        Array.Clear(GateGradient);
        foreach (ErrorRecursion recursion in _recursions)
        {
            recursion.AddGradients(PreconditionerGradient, GateGradient, 1.0 / prompts);
        }

        return _losses.Sum() / prompts;
    }

    /// <summary>Whether <see cref="PromptOutcomes.Amplifies"/> can be asked for.</summary>
    public bool KnowsAmplification => _sources[0].KnowsAmplification;

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
            (shard, random, first, count) =>
            {
                PromptSource source = _sources[shard];
                for (int prompt = first; prompt < first + count; prompt++)
                {
                    Run(shard, random);
                    ReadOnlySpan<double> errors = _recursions[shard].Errors(layer);
                    outcomes.Losses[prompt] = source.Loss(errors);
                    outcomes.Zero[prompt] = source.Loss(_recursions[shard].Errors(0));
                    if (outcomes.Amplifies.Length > 0)
                    {
                        outcomes.Amplifies[prompt] = source.Amplifies(errors);
                    }
                }
            }
        );
    }

    private double Accumulate(int shard, RandomSource random, int prompts, IReadOnlyList<double> layerWeights)
    {
        PromptSource source = _sources[shard];
        ErrorRecursion recursion = _recursions[shard];
        recursion.Reset();
        double loss = 0;
        for (int prompt = 0; prompt < prompts; prompt++)
        {
            Run(shard, random);
            for (int layer = 1; layer <= _weights.Layers; layer++)
            {
                double weight = layerWeights[layer - 1] * source.Weight;
                Span<double> gradient = recursion.ErrorGradients(layer);
                if (weight == 0)
                {
                    gradient.Clear();
                }
                else
                {
                    loss += weight * source.LossAndGradient(recursion.Errors(layer), weight, gradient);
                }
            }

            recursion.Backward(source.Rows);
        }

        return loss;
    }

    private void Run(int shard, RandomSource random)
    {
        _sources[shard].Draw(random, _recursions[shard].Statistics);
        _recursions[shard].Run(_sources[shard].Rows, _sources[shard].HasDrift);
    }
}
