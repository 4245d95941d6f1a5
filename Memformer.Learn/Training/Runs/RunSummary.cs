using System.Text.Json;
using Memformer.Theory;

namespace Memformer.Learn.Training.Runs;

/// <summary>How a run ended: <c>summary.json</c>.</summary>
/// <param name="Model">The trained network's file.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Steps">Steps done.</param>
/// <param name="StoppedEarly">Whether it stopped because the optimum was reached.</param>
/// <param name="Evaluation">The loss on fresh prompts.</param>
public sealed record RunSummary(string Model, ulong Seed, long Steps, bool StoppedEarly, Evaluation Evaluation)
{
    /// <summary>The summary as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RunJson.Default.RunSummary);

    /// <summary>Reads a run's <c>summary.json</c>.</summary>
    /// <exception cref="InvalidInputException">It cannot be read, or is none.</exception>
    public static RunSummary Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), RunJson.Default.RunSummary)
                ?? throw new InvalidInputException(path, "is no run's summary");
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(path, $"is no run's summary: {failure.Message}", failure);
        }
    }
}

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
