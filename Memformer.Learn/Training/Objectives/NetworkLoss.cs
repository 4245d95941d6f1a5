using Memformer.Learn.Models;

namespace Memformer.Learn.Training.Objectives;

/// <summary>
/// The mean squared error, on the batch of prompts that a (seed, step) means, of a network with given parameters. All
/// implementations see the same prompts for the same numbers. Not thread-safe.
/// </summary>
/// <param name="design">The network's shape.</param>
public abstract class NetworkLoss(NetworkDesign design) : IDisposable
{
    /// <summary>The network's shape.</summary>
    public NetworkDesign Design { get; } = design;

    /// <summary>The batch's mean loss and its derivatives.</summary>
    /// <param name="parameters">In the order of <see cref="ParameterLayout"/>; unchanged.</param>
    /// <param name="step">Which batch.</param>
    /// <param name="gradient">Overwritten; as long as the parameters.</param>
    public abstract double LossAndGradient(double[] parameters, ulong step, double[] gradient);

    /// <summary>About how many numbers one prompt takes in memory.</summary>
    public abstract long NumbersPerPrompt { get; }

    /// <summary>Whether <see cref="PromptOutcomes.Amplifies"/> can be asked for: not where tasks are sampled.</summary>
    public abstract bool KnowsAmplification { get; }

    /// <summary>
    /// What the network does on each prompt of a batch when it answers after l layers; on prompts of the law itself only where
    /// no tails are stretched.
    /// </summary>
    /// <param name="parameters">In the order of <see cref="ParameterLayout"/>.</param>
    /// <param name="step">Which batch; a number that no training step has.</param>
    /// <param name="layer">l, 0 … L.</param>
    /// <param name="outcomes">Overwritten.</param>
    public abstract void Outcomes(double[] parameters, ulong step, int layer, PromptOutcomes outcomes);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what is not managed.</summary>
    /// <param name="disposing">Whether called from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing) { }
}
