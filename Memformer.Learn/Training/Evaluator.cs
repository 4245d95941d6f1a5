using Memformer.Learn.Models;
using Memformer.Learn.Training.Losses;

namespace Memformer.Learn.Training;

/// <summary>A network on fresh prompts of one law, beside the optimum and what needs no training.</summary>
internal sealed class Evaluator
{
    private readonly MemformerNetwork _network;
    private readonly LossSettings _settings;
    private readonly BatchLoss _loss;
    private readonly Yardstick? _yardstick;

    /// <summary>Prepares.</summary>
    /// <param name="network">The network, which may go on learning.</param>
    /// <param name="settings">The law and the seed; of its prompts no tails are stretched, and all tasks are taken.</param>
    public Evaluator(MemformerNetwork network, LossSettings settings)
    {
        _network = network;
        _settings = settings with { TailShare = 0, Tasks = settings.Law.Dimension };
        _loss = BatchLoss.Create(network, _settings);
        _yardstick = Yardstick.Of(network.Design, _settings);
    }

    /// <summary>n.</summary>
    public int Context => _settings.Context;

    /// <summary>What the network loses now.</summary>
    /// <param name="first">The first of the batches to take; they must not be those of training steps.</param>
    /// <param name="prompts">How many prompts, at least 2.</param>
    /// <param name="cancellation">Stops between blocks of prompts.</param>
    public Evaluation Evaluate(ulong first, int prompts, CancellationToken cancellation) =>
        Evaluation.Of(_loss, _yardstick, _network.Design.Layers, _settings.Seed, first, prompts, cancellation);

    /// <summary>What needs no training, on the same law.</summary>
    public LawBaselines Baselines() => LawBaselines.On(_settings, _network.Design.Layers);
}
