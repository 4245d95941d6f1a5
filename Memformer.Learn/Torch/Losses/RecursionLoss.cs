using Memformer.Learn.Torch.Networks;
using Memformer.Learn.Training.Objectives;
using static TorchSharp.torch;

namespace Memformer.Learn.Torch.Losses;

/// <summary>The error recursion by torch, with torch's derivatives: every device, either precision, and networks that change X.</summary>
internal sealed class RecursionLoss(MemformerNetwork network, LossSettings settings) : BatchLoss
{
    private readonly StatisticsBatch.Sampler _sampler = new(settings);

    /// <inheritdoc/>
    public override long NumbersPerPrompt =>
        (long)network.Design.Dimension * network.Design.Dimension * (network.Design.Layers + 2) * 2;

    /// <inheritdoc/>
    public override Tensor Differentiate(ulong step)
    {
        StatisticsBatch batch = Draw(step, settings.Batch);
        IReadOnlyList<Tensor> errors = Run(batch);
        Tensor loss = zeros(1, dtype: network.Packed.dtype, device: network.Packed.device).squeeze();
        for (int layer = 1; layer < errors.Count; layer++)
        {
            if (settings.LayerWeights[layer - 1] != 0)
            {
                Tensor losses = Losses(errors[layer], batch);
                losses = batch.Weights is null ? losses : losses * batch.Weights;
                loss = loss.Plus(losses.mean().Times(settings.LayerWeights[layer - 1]));
            }
        }

        network.Packed.grad?.zero_();
        loss.backward();
        return loss.detach();
    }

    /// <inheritdoc/>
    public override bool KnowsAmplification => _sampler.KnowsAmplification;

    /// <inheritdoc/>
    public override void Outcomes(ulong step, int layer, PromptOutcomes outcomes)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        using IDisposable guard = no_grad();
        using IDisposable scope = NewDisposeScope();
        StatisticsBatch batch = Draw(step, outcomes.Losses.Length);
        Tensor errors = Run(batch)[layer];
        Losses(errors, batch).ToDoubles().CopyTo(outcomes.Losses, 0);
        Losses(batch.Errors, batch).ToDoubles().CopyTo(outcomes.Zero, 0);
        batch.Weights?.ToDoubles().CopyTo(outcomes.Weights, 0);
        if (outcomes.Amplifies.Length > 0)
        {
            _sampler.Amplify(errors.ToDoubles(), outcomes.Amplifies);
        }
    }

    private StatisticsBatch Draw(ulong step, int prompts) =>
        _sampler.Draw(step, prompts, network.Packed.device, network.Packed.dtype);

    private IReadOnlyList<Tensor> Run(StatisticsBatch batch) =>
        TensorRecursion.Errors(network, batch.Hessian, batch.Errors, batch.Drift);

    private Tensor Losses(Tensor errors, StatisticsBatch batch) =>
        errors.matmul(batch.QueryRoot).Squared().sum([1, 2]).Plus(_sampler.NoiseFloor);
}
