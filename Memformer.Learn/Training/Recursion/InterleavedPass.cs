using Memformer.Learn.Problems;
using Memformer.Learn.Training.Objectives;

namespace Memformer.Learn.Training.Recursion;

/// <summary>Eight prompts at a time, side by side: for small d, and for networks that change X.</summary>
internal sealed class InterleavedPass : PromptPass
{
    private const int Lanes = LaneStatistics.Lanes;
    private readonly RecursionWeights _weights;
    private readonly PromptSource _source;
    private readonly LaneRecursion _recursion;

    /// <summary>Creates the buffers.</summary>
    public InterleavedPass(RecursionWeights weights, PromptSource source)
    {
        _weights = weights;
        _source = source;
        source.PrepareLanes();
        _recursion = LaneRecursion.Create(weights, source.Rows);
    }

    /// <inheritdoc/>
    public override double Accumulate(PromptRange range, IReadOnlyList<double> layerWeights)
    {
        _source.Begin(range);
        _recursion.Reset();
        double loss = 0;
        Span<double> factors = stackalloc double[Lanes];
        for (int done = 0; done < range.Count; done += Lanes)
        {
            Run(range.Random, Math.Min(Lanes, range.Count - done));
            for (int layer = 1; layer <= _weights.Layers; layer++)
            {
                Memory<double> gradient = _recursion.ErrorGradients(layer);
                double weight = layerWeights[layer - 1];
                if (weight == 0)
                {
                    gradient.Span.Clear();
                    continue;
                }

                double sum = 0;
                for (int lane = 0; lane < Lanes; lane++)
                {
                    factors[lane] = weight * _recursion.Statistics.Weights.Span[lane];
                    sum += factors[lane];
                }

                loss += _source.LossAndGradient(_recursion.Errors(layer), factors, gradient);
                loss += sum * _source.NoiseFloor;
            }

            _recursion.Backward();
        }

        return loss;
    }

    /// <inheritdoc/>
    public override void AddGradients(
        Span<double> preconditioners,
        Span<double> values,
        Span<double> gates,
        double factor
    ) => _recursion.AddGradients(preconditioners, values, gates, factor);

    /// <inheritdoc/>
    public override void Outcomes(PromptRange range, int layer, PromptOutcomes outcomes)
    {
        _source.Begin(range);
        Span<double> losses = stackalloc double[Lanes];
        Span<bool> amplifies = stackalloc bool[Lanes];
        for (int done = 0; done < range.Count; done += Lanes)
        {
            int used = Math.Min(Lanes, range.Count - done);
            Run(range.Random, used);
            _source.Losses(_recursion.Errors(layer), losses);
            losses[..used].CopyTo(outcomes.Losses.AsSpan(range.First + done));
            _recursion.Statistics.Weights.Span[..used].CopyTo(outcomes.Weights.AsSpan(range.First + done));
            _source.Losses(_recursion.Errors(0), losses);
            losses[..used].CopyTo(outcomes.Zero.AsSpan(range.First + done));
            if (outcomes.Amplifies.Length > 0)
            {
                _source.Amplify(_recursion.Errors(layer), amplifies);
                amplifies[..used].CopyTo(outcomes.Amplifies.AsSpan(range.First + done));
            }
        }
    }

    private void Run(RandomSource random, int used)
    {
        _source.DrawLanes(random, used, _recursion.Statistics);
        _recursion.Run(_source.HasDrift);
    }
}
