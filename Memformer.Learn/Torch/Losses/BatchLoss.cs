using Memformer.Learn.Models;
using Memformer.Learn.Torch.Networks;
using Memformer.Learn.Training.Objectives;
using Memformer.Theory;
using static TorchSharp.torch;

namespace Memformer.Learn.Torch.Losses;

/// <summary>
/// What <see cref="NetworkLoss"/> is, of a torch module.
/// </summary>
public abstract class BatchLoss
{
    /// <summary>
    /// The loss that fits a network: the error recursion where there is one, the tokens where gates differ between them.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="settings">What is sampled, and how.</param>
    /// <exception cref="UsageException">The objective needs per-layer gates, or Gaussian covariates.</exception>
    public static BatchLoss Create(MemformerNetwork network, LossSettings settings)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(settings);
        settings.Objective.Check(network.Design);
        bool needsTokens =
            !network.Design.HasErrorRecursion
            || (network.Design.Gates == GateKind.Split && settings.LayerWeights.SkipLast(1).Any(weight => weight != 0));
        return needsTokens ? new TokenLoss(network, settings) : new RecursionLoss(network, settings);
    }

    /// <summary>Sets the gradient of <see cref="MemformerNetwork.Packed"/> to that of the batch's mean loss.</summary>
    /// <param name="step">Which batch.</param>
    /// <returns>The mean loss, a tensor without history; reading it waits for the device.</returns>
    public abstract Tensor Differentiate(ulong step);

    /// <summary>About how many numbers one prompt takes in memory.</summary>
    public abstract long NumbersPerPrompt { get; }

    /// <summary>Whether <see cref="PromptOutcomes.Amplifies"/> can be asked for: not where tasks are sampled.</summary>
    public abstract bool KnowsAmplification { get; }

    /// <summary>
    /// What the network does on each prompt of a batch when it answers after l layers; on prompts of the law itself only where
    /// no tails are stretched.
    /// </summary>
    /// <param name="step">Which batch; a number that no training step has.</param>
    /// <param name="layer">l, 0 … L.</param>
    /// <param name="outcomes">Overwritten.</param>
    public abstract void Outcomes(ulong step, int layer, PromptOutcomes outcomes);
}
