using Memformer.Learn.Training.Objectives;
using Memformer.Learn.Training.Recursion;

namespace Memformer.Learn.Training.Runs;

/// <summary>A network on fresh prompts of one law, beside the optimum and what needs no training.</summary>
internal sealed class Evaluator : IDisposable
{
    private const int MostPrompts = 8192;
    private const long MostNumbers = 1 << 24;

    private readonly LossSettings _settings;
    private readonly NetworkLoss _loss;
    private readonly Yardstick? _yardstick;

    /// <summary>Prepares.</summary>
    /// <param name="losses">What computes losses.</param>
    /// <param name="settings">The law and the seed; of its prompts no tails are stretched, and all tasks are taken.</param>
    public Evaluator(Func<LossSettings, NetworkLoss> losses, LossSettings settings)
    {
        _settings = settings with { TailShare = 0, Tasks = settings.Law.Dimension };
        _loss = losses(_settings);
        _yardstick = Yardstick.Of(_loss.Design, _settings);
    }

    /// <summary>n.</summary>
    public int Context => _settings.Context;

    /// <summary>What a network loses.</summary>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="first">The first of the batches to take; they must not be those of training steps.</param>
    /// <param name="prompts">How many prompts, at least 2.</param>
    /// <param name="cancellation">Stops between blocks of prompts.</param>
    public Evaluation Evaluate(double[] parameters, ulong first, int prompts, CancellationToken cancellation)
    {
        double[] losses = new double[prompts];
        double[] sampled = new double[prompts];
        int worse = 0;
        int amplified = 0;
        int size = (int)Math.Clamp(MostNumbers / _loss.NumbersPerPrompt, 1, MostPrompts);
        bool isPaired = _yardstick is { HasPromptLosses: true };
        for (int start = 0; start < prompts; start += size)
        {
            cancellation.ThrowIfCancellationRequested();
            ulong batch = first + (ulong)(start / size);
            PromptOutcomes outcomes = new(Math.Min(size, prompts - start), _loss.KnowsAmplification);
            _loss.Outcomes(parameters, batch, _loss.Design.Layers, outcomes);
            double[] block = outcomes.Losses;
            worse += block.Zip(outcomes.Zero).Count(pair => !(pair.First <= pair.Second));
            amplified += outcomes.Amplifies.Count(found => found);
            block.CopyTo(losses, start);
            if (isPaired)
            {
                double[] best = _yardstick!.PromptLosses(_settings.Seed, batch, block.Length);
                block = [.. block.Zip(best, (own, least) => own - least)];
            }

            block.CopyTo(sampled, start);
        }

        double mean = sampled.Average();
        double variance = sampled.Sum(value => (value - mean) * (value - mean)) / (prompts - 1);
        Array.Sort(losses);
        return new Evaluation(
            mean + (isPaired ? _yardstick!.Loss : 0),
            Math.Sqrt(variance / prompts),
            losses[prompts / 2],
            losses[^1],
            (double)worse / prompts,
            _loss.KnowsAmplification ? (double)amplified / prompts : null,
            prompts,
            _yardstick?.Loss
        );
    }

    /// <summary>What needs no training, on the same law.</summary>
    public LawBaselines Baselines() => LawBaselines.On(_settings, _loss.Design.Layers);

    /// <inheritdoc/>
    public void Dispose() => _loss.Dispose();
}
