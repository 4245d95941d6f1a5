using System.Text.Json.Serialization;
using Memformer.Learn.Training.Objectives;

namespace Memformer.Learn.Training.Runs;

/// <summary>What a network loses on fresh prompts.</summary>
/// <param name="Loss">
/// The mean loss. Where the optimal steps are known it is the optimum plus the mean excess over them on the same prompts,
/// which wanders much less than a plain mean.
/// </param>
/// <param name="StandardError">Of <paramref name="Loss"/>.</param>
/// <param name="Median">
/// The median of the prompts' losses, which rare prompts do not move. A prompt's loss is its expectation over tasks and queries,
/// unless the objective samples them: another quantity than the error of one answer, which audits speak of.
/// </param>
/// <param name="Largest">The largest loss of a prompt.</param>
/// <param name="WorseThanZero">The share of prompts on which the network does worse than by answering 0.</param>
/// <param name="Amplified">
/// The share of prompts with a task that the network answers worse than 0 (<see cref="PromptOutcomes.Amplifies"/>); null where
/// the objective samples tasks.
/// </param>
/// <param name="Prompts">How many prompts.</param>
/// <param name="Optimum">
/// The exact least mean loss; of networks with tied layers where the network's are; null where it is not known.
/// </param>
public sealed record Evaluation(
    double Loss,
    double StandardError,
    [property: JsonPropertyName("promptMedian")] double Median,
    [property: JsonPropertyName("promptLargest")] double Largest,
    [property: JsonPropertyName("promptsWorseThanZero")] double WorseThanZero,
    [property: JsonPropertyName("promptsAmplified")] double? Amplified,
    int Prompts,
    double? Optimum
)
{
    /// <summary>How far the loss is above the optimum, as a share of it.</summary>
    public double? Distance => Optimum is { } optimum ? (Loss - optimum) / optimum : null;

    /// <summary>Twice the standard error, as a share of the optimum.</summary>
    public double? DistanceMargin => Optimum is { } optimum ? 2 * StandardError / optimum : null;

    /// <summary>Whether the loss, with two standard errors added, is nearer to the optimum than a share of it.</summary>
    public bool IsWithin(double tolerance) => Distance + DistanceMargin < tolerance;
}
