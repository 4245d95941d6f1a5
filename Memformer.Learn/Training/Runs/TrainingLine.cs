using System.Text.Json;

namespace Memformer.Learn.Training.Runs;

/// <summary>
/// A line of <c>memformer train --format jsonl</c>, by which a program follows a run in another process: where the run
/// stands, or how it ended.
/// </summary>
/// <param name="Progress">Where it stands; null in the last line.</param>
/// <param name="Summary">How it ended; null in all lines but the last.</param>
public sealed record TrainingLine(TrainingProgress? Progress, RunSummary? Summary)
{
    /// <summary>The line, without its end.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RunJson.Default.TrainingLine);

    /// <summary>Reads a line; null where it is torn or something else.</summary>
    public static TrainingLine? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, RunJson.Default.TrainingLine);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
