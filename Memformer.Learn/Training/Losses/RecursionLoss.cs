using Memformer.Learn.Models;
using static TorchSharp.torch;

namespace Memformer.Learn.Training.Losses;

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
                loss = loss.Plus(Losses(errors[layer], batch).mean().Times(settings.LayerWeights[layer - 1]));
            }
        }

        network.Packed.grad?.zero_();
        loss.backward();
        return loss.detach();
    }

    /// <inheritdoc/>
    public override void PromptLosses(ulong step, int layer, double[] losses, double[] zero)
    {
        using IDisposable guard = no_grad();
        using IDisposable scope = NewDisposeScope();
        StatisticsBatch batch = Draw(step, losses.Length);
        Losses(Run(batch)[layer], batch).ToDoubles().CopyTo(losses, 0);
        Losses(batch.Errors, batch).ToDoubles().CopyTo(zero, 0);
    }

    private StatisticsBatch Draw(ulong step, int prompts) =>
        _sampler.Draw(step, prompts, network.Packed.device, network.Packed.dtype);

    private IReadOnlyList<Tensor> Run(StatisticsBatch batch) =>
        TensorRecursion.Errors(network, batch.Covariance, batch.Errors, batch.Drift);

    private Tensor Losses(Tensor errors, StatisticsBatch batch) =>
        errors.matmul(batch.QueryRoot).Squared().sum([1, 2]).Plus(_sampler.NoiseFloor);
}
