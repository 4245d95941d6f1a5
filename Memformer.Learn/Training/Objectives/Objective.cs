using Memformer.Learn.Files;
using Memformer.Learn.Models;
using Memformer.Learn.Problems;
using Memformer.Theory;

namespace Memformer.Learn.Training.Objectives;

/// <summary>The mean squared error that is minimised: on which prompts, and which of its expectations are exact.</summary>
/// <param name="Kind">What is sampled and what is exact.</param>
/// <param name="Law">The law of the prompts.</param>
/// <param name="Context">n.</param>
/// <param name="Tasks">How many tasks an exact objective takes a prompt; d, or more, is the exact expectation.</param>
public sealed record Objective(ObjectiveKind Kind, DataLaw Law, int Context, int Tasks)
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

    /// <summary>Throws unless a network can be trained so.</summary>
    /// <exception cref="UsageException">It cannot; the message says what would do.</exception>
    public void Check(NetworkDesign design)
    {
        ArgumentNullException.ThrowIfNull(design);
        if (TailShare != 0 && Kind != ObjectiveKind.Wishart)
        {
            throw new UsageException(
                $"tail-share {TailShare}: needs objective wishart, which draws H itself; 0 for {Name(Kind)}"
            );
        }

        if (Kind == ObjectiveKind.Tokens)
        {
            return;
        }

        if (!design.HasErrorRecursion)
        {
            throw new UsageException(
                $"objective {Name(Kind)}: gates of kind {Name(design.Gates)} need the tokens; use objective tokens"
            );
        }

        if (Kind == ObjectiveKind.Wishart && Law.Covariates != CovariateKind.Gaussian)
        {
            throw new UsageException(
                $"objective wishart: covariates {Name(Law.Covariates)}; must be gaussian (exact-answer takes every kind)"
            );
        }
    }

    private static string Name<T>(T value)
        where T : struct, Enum => KebabCase.Of(value);
}
