using Memformer.Learn.Files;
using Memformer.Learn.Models;
using Memformer.Learn.Problems;
using Memformer.Theory;

namespace Memformer.Learn.Training.Objectives;

/// <summary>What a loss samples.</summary>
/// <param name="Objective">What is sampled and what is exact.</param>
/// <param name="Law">The law of the prompts.</param>
/// <param name="Context">n.</param>
/// <param name="Batch">Prompts per step.</param>
/// <param name="Seed">With the step, decides the prompts.</param>
/// <param name="LayerWeights">The weight of the answer after each layer, L numbers; usually 0, …, 0, 1.</param>
/// <param name="Tasks">How many tasks an exact objective takes a prompt; d, or more, is the exact expectation.</param>
/// <param name="Threads">Threads of the processor.</param>
public sealed record LossSettings(
    ObjectiveKind Objective,
    DataLaw Law,
    int Context,
    int Batch,
    ulong Seed,
    IReadOnlyList<double> LayerWeights,
    int Tasks,
    int Threads
)
{
    /// <summary>
    /// The share of the prompts of <see cref="ObjectiveKind.Wishart"/> that training draws with one direction stretched, and
    /// weighs so that the loss's expectation stays what it is; 0 ≤ share &lt; 1.
    /// </summary>
    public double TailShare { get; init; }

    /// <summary>
    /// Whether each prompt's numbers are a function of its place in the batch alone, as graphics cards draw them, so that the
    /// same prompts are drawn in any order. Changes the prompts of <see cref="ObjectiveKind.Wishart"/>, not their law.
    /// </summary>
    public bool IsCounterBased { get; init; }

    /// <summary>Weights that only count the answer after the last layer.</summary>
    public static IReadOnlyList<double> LastLayer(int layers) =>
        [.. Enumerable.Range(1, layers).Select(layer => layer == layers ? 1.0 : 0.0)];

    /// <summary>Throws unless a network can be trained so.</summary>
    /// <exception cref="UsageException">It cannot; the message says what would do.</exception>
    public void Check(NetworkDesign design)
    {
        ArgumentNullException.ThrowIfNull(design);
        if (TailShare != 0 && Objective != ObjectiveKind.Wishart)
        {
            throw new UsageException(
                $"tail-share {TailShare}: needs objective wishart, which draws H itself; 0 for {Name(Objective)}"
            );
        }

        if (Objective == ObjectiveKind.Tokens)
        {
            return;
        }

        if (!design.HasErrorRecursion)
        {
            throw new UsageException(
                $"objective {Name(Objective)}: gates of kind {Name(design.Gates)} need the tokens; use objective tokens"
            );
        }

        if (Objective == ObjectiveKind.Wishart && Law.Covariates != CovariateKind.Gaussian)
        {
            throw new UsageException(
                $"objective wishart: covariates {Name(Law.Covariates)}; must be gaussian (exact-answer takes every kind)"
            );
        }
    }

    private static string Name<T>(T value)
        where T : struct, Enum => KebabCase.Of(value);
}
