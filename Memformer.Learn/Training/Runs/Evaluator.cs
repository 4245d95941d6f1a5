using Memformer.Learn.Estimates;
using Memformer.Learn.Training.Objectives;
using Memformer.Learn.Training.Recursion;

namespace Memformer.Learn.Training.Runs;

/// <summary>A network on fresh prompts of one law, beside the optimum and what needs no training.</summary>
internal sealed class Evaluator : IDisposable
{
    private const int MostPrompts = 8192;

    /// <summary>From here on a sample of a million prompts usually lacks those that decide the mean.</summary>
    private const int DeepLayers = 5;

    /// <summary>The share of stretched prompts in the sample that the mean of such networks is taken from.</summary>
    private const double TailShare = 0.5;

    private const long MostNumbers = 1 << 24;

    private readonly LossSettings _settings;
    private readonly NetworkLoss _loss;
    private readonly OptimalSteps? _optimal;
    private readonly NetworkLoss? _tails;
    private readonly OptimalSteps? _tailOptimal;

    /// <summary>Prepares.</summary>
    /// <param name="losses">What computes losses.</param>
    /// <param name="settings">The law and the seed; all tasks are taken, and tails are stretched only for means that they rule.</param>
    public Evaluator(Func<LossSettings, NetworkLoss> losses, LossSettings settings)
    {
        _settings = Sampling(settings.Objective with { TailShare = 0, Tasks = settings.Objective.Law.Dimension });
        LossSettings Sampling(Objective objective) => settings with { Objective = objective };

        _loss = losses(_settings);
        _optimal = OptimalSteps.Of(_loss.Design, _settings);
        bool isRuledByTails = _loss.Design.FreeValues || _loss.Design.Layers >= DeepLayers;
        if (isRuledByTails && settings.Objective.Kind == ObjectiveKind.Wishart)
        {
            LossSettings stretched = Sampling(_settings.Objective with { TailShare = TailShare });
            _tails = losses(stretched);
            _tailOptimal = OptimalSteps.Of(_loss.Design, stretched);
        }
    }

    /// <summary>n.</summary>
    public int Context => _settings.Objective.Context;

    /// <summary>What a network loses.</summary>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="first">The first of the batches to take; they must not be those of training steps.</param>
    /// <param name="prompts">How many prompts, at least 2.</param>
    /// <param name="cancellation">Stops between blocks of prompts.</param>
    public Evaluation Evaluate(double[] parameters, ulong first, int prompts, CancellationToken cancellation)
    {
        Sample usual = Draw(_loss, _tails is null ? _optimal : null, parameters, first, prompts, cancellation);
        Sample sample = _tails is null ? usual : Draw(_tails, _tailOptimal, parameters, first, prompts, cancellation);
        Outcomes found = Outcomes.Of(MeanEstimate.Of(sample.Weighed), usual.Losses, usual.Zero);
        return new Evaluation(
            found.Loss.Mean + (_optimal is { HasPromptLosses: true } ? _optimal.Loss : 0),
            found.Loss.StandardError,
            found.Median,
            found.Largest,
            found.WorseThanZero,
            _loss.KnowsAmplification ? (double)usual.Amplified / prompts : null,
            prompts,
            _optimal?.Least
        );
    }

    /// <summary>By how much the mean loss differs between two vectors of parameters, on the same prompts.</summary>
    /// <param name="before">What is subtracted from.</param>
    /// <param name="after">What is subtracted.</param>
    /// <param name="first">The first of the batches to take; they must not be those of training steps.</param>
    /// <param name="prompts">How many prompts, at least 2.</param>
    public MeanEstimate Difference(double[] before, double[] after, ulong first, int prompts)
    {
        Sample Of(double[] parameters) => Draw(_tails ?? _loss, null, parameters, first, prompts, default);
        return MeanEstimate.Of([.. Of(before).Weighed.Zip(Of(after).Weighed, (left, right) => left - right)]);
    }

    private Sample Draw(
        NetworkLoss loss,
        OptimalSteps? optimal,
        double[] parameters,
        ulong first,
        int prompts,
        CancellationToken cancellation
    )
    {
        double[] losses = new double[prompts];
        double[] weighed = new double[prompts];
        double[] zero = new double[prompts];
        int amplified = 0;
        int size = (int)Math.Clamp(MostNumbers / loss.NumbersPerPrompt, 1, MostPrompts);
        for (int start = 0; start < prompts; start += size)
        {
            cancellation.ThrowIfCancellationRequested();
            ulong batch = first + (ulong)(start / size);
            PromptOutcomes outcomes = new(Math.Min(size, prompts - start), loss.KnowsAmplification);
            loss.Outcomes(parameters, batch, loss.Design.Layers, outcomes);
            amplified += outcomes.Amplifies.Count(found => found);
            outcomes.Losses.CopyTo(losses, start);
            outcomes.Zero.CopyTo(zero, start);
            double[] best = optimal is { HasPromptLosses: true }
                ? optimal.PromptLosses(_settings.Seed, batch, outcomes.Losses.Length)
                : new double[outcomes.Losses.Length];
            for (int i = 0; i < best.Length; i++)
            {
                weighed[start + i] = outcomes.Weights[i] * (outcomes.Losses[i] - best[i]);
            }
        }

        return new Sample(losses, weighed, zero, amplified);
    }

    /// <summary>What needs no training, on the same law.</summary>
    public LawBaselines Baselines() => LawBaselines.On(_settings.Objective, _settings.Seed, _loss.Design.Layers);

    /// <inheritdoc/>
    public void Dispose()
    {
        _loss.Dispose();
        _tails?.Dispose();
    }

    /// <summary>What was found on fresh prompts.</summary>
    /// <param name="Losses">The network's losses.</param>
    /// <param name="Weighed">What their mean under the law is the mean of, but for the optimum where there is a control variate.</param>
    /// <param name="Zero">What answering 0 loses.</param>
    /// <param name="Amplified">Prompts with an amplified task.</param>
    private sealed record Sample(double[] Losses, double[] Weighed, double[] Zero, int Amplified);
}
