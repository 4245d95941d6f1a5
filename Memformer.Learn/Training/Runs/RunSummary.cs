using System.Text.Json;
using System.Text.Json.Serialization;
using Memformer.Learn.Files;
using Memformer.Theory;

namespace Memformer.Learn.Training.Runs;

/// <summary>How a run ended: <c>summary.json</c>.</summary>
/// <param name="Model">The trained network's file.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Steps">Steps done.</param>
/// <param name="StoppedEarly">Whether it ended before the plan's last step: at the optimum, or where nothing more was gained.</param>
/// <param name="Evaluation">The loss on fresh prompts.</param>
public sealed record RunSummary(string Model, ulong Seed, long Steps, bool StoppedEarly, Evaluation Evaluation)
{
    private const int MostBytes = 1 << 20;

    /// <summary>Whether it ended because it was confirmed to be at the optimum.</summary>
    public bool ReachedOptimum { get; init; }

    /// <summary>What needs no training on the same law; null in summaries of older runs.</summary>
    public LawBaselines? Baselines { get; init; }

    /// <summary>
    /// Whether the network does worse than answering 0, by more than the sample of prompts explains; false in summaries without
    /// <see cref="Baselines"/>.
    /// </summary>
    [JsonIgnore]
    public bool IsWorseThanZero =>
        Baselines is { Zero: var zero }
        && (Evaluation.Loss - (2 * Evaluation.StandardError) > zero || Evaluation.Median > zero);

    /// <summary>The same network on the plan's test law; null where the plan has none.</summary>
    public TestResult? Test { get; init; }

    /// <summary>
    /// The exact mean loss of the network's residual polynomial on Σ⁻¹, whose tail no sample of prompts shows; null for networks
    /// other than GD++, whose loss the exact optimum steadies, and where there is no such polynomial.
    /// </summary>
    public double? ExactMean { get; init; }

    /// <summary>The summary as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RunJson.Default.RunSummary);

    /// <summary>Reads a run's <c>summary.json</c>.</summary>
    /// <exception cref="InvalidInputException">It cannot be read, or is none.</exception>
    public static RunSummary Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(
                    InputText.Read(path, "a run's summary", MostBytes),
                    RunJson.Default.RunSummary
                ) ?? throw new InvalidInputException(path, "is no run's summary");
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(path, $"is no run's summary: {failure.Message}", failure);
        }
    }
}

/// <summary>How a trained network does on a law that it was not trained on.</summary>
/// <param name="Context">n of that law.</param>
/// <param name="Evaluation">The loss on fresh prompts of it.</param>
/// <param name="Baselines">What needs no training, on the same law.</param>
public sealed record TestResult(int Context, Evaluation Evaluation, LawBaselines Baselines);

/// <summary>What a checkpoint says about its training (<c>memformer.training</c>).</summary>
/// <param name="Objective">The objective.</param>
/// <param name="Optimizer">The optimiser.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Plan">The whole plan, TOML.</param>
internal sealed record TrainingRecord(string Objective, string Optimizer, ulong Seed, long Step, string Plan)
{
    /// <summary>The record as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RunJson.Default.TrainingRecord);
}
