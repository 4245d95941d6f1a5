namespace Memformer.Learn.Training.Objectives;

/// <summary>What a network does on each prompt of a batch; filled by <see cref="NetworkLoss.Outcomes"/>.</summary>
public sealed class PromptOutcomes
{
    /// <summary>Creates zeros.</summary>
    /// <param name="prompts">How many prompts, at least 1.</param>
    /// <param name="withAmplification">Whether <see cref="Amplifies"/> is to be filled.</param>
    public PromptOutcomes(int prompts, bool withAmplification)
    {
        Losses = new double[prompts];
        Zero = new double[prompts];
        Weights = [.. Enumerable.Repeat(1.0, prompts)];
        Amplifies = withAmplification ? new bool[prompts] : [];
    }

    /// <summary>The network's losses.</summary>
    public double[] Losses { get; }

    /// <summary>The prompts' weights in means under the law; 1 where no tails are stretched.</summary>
    public double[] Weights { get; }

    /// <summary>What answering 0 loses.</summary>
    public double[] Zero { get; }

    /// <summary>
    /// Whether there is a task that the network answers worse than 0 does, the mean over queries and without noise; with
    /// preconditioners that are multiples of Σ⁻¹: whether H has an eigenvalue with |p_L| &gt; 1. Empty if not asked for.
    /// </summary>
    public bool[] Amplifies { get; }
}
