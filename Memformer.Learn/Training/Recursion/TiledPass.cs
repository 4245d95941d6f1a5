using Memformer.Learn.Problems;
using Memformer.Learn.Training.Objectives;

namespace Memformer.Learn.Training.Recursion;

/// <summary>One prompt at a time, its matrices' rows in vector registers: for large d.</summary>
internal sealed class TiledPass(RecursionWeights weights, PromptSource source) : PromptPass
{
    private readonly ErrorRecursion _recursion = new(weights, source.Rows);

    /// <inheritdoc/>
    public override double Accumulate(PromptRange range, IReadOnlyList<double> layerWeights)
    {
        source.Begin(range);
        _recursion.Reset();
        double loss = 0;
        for (int prompt = 0; prompt < range.Count; prompt++)
        {
            Run(range.Random);
            for (int layer = 1; layer <= weights.Layers; layer++)
            {
                double weight = layerWeights[layer - 1] * source.Weight;
                Span<double> gradient = _recursion.ErrorGradients(layer);
                if (weight == 0)
                {
                    gradient.Clear();
                }
                else
                {
                    loss += weight * source.LossAndGradient(_recursion.Errors(layer), weight, gradient);
                }
            }

            _recursion.Backward(source.Rows);
        }

        return loss;
    }

    /// <inheritdoc/>
    public override void AddGradients(
        Span<double> preconditioners,
        Span<double> values,
        Span<double> gates,
        double factor
    ) => _recursion.AddGradients(preconditioners, gates, factor);

    /// <inheritdoc/>
    public override void Outcomes(PromptRange range, int layer, PromptOutcomes outcomes)
    {
        source.Begin(range);
        for (int prompt = range.First; prompt < range.First + range.Count; prompt++)
        {
            Run(range.Random);
            ReadOnlySpan<double> errors = _recursion.Errors(layer);
            outcomes.Losses[prompt] = source.Loss(errors);
            outcomes.Weights[prompt] = source.Weight;
            outcomes.Zero[prompt] = source.Loss(_recursion.Errors(0));
            if (outcomes.Amplifies.Length > 0)
            {
                outcomes.Amplifies[prompt] = source.Amplifies(errors);
            }
        }
    }

    private void Run(RandomSource random)
    {
        source.Draw(random, _recursion.Statistics);
        _recursion.Run(source.Rows, source.HasDrift);
    }
}
