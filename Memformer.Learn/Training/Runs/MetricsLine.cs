using System.Text.Json;
using System.Text.Json.Serialization;

namespace Memformer.Learn.Training.Runs;

/// <summary>One line of <c>metrics.jsonl</c>. It holds no times: the same run writes the same bytes.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="TrainingLoss">The mean of the training losses since the line before.</param>
/// <param name="Rate">The step size.</param>
/// <param name="Loss">The mean loss on fresh prompts.</param>
/// <param name="StandardError">Of the loss.</param>
/// <param name="Median">The median of the prompts' losses.</param>
/// <param name="Distance">How far the loss is above the exact optimum, as a share of it.</param>
public sealed record MetricsLine(
    long Step,
    double TrainingLoss,
    double Rate,
    double Loss,
    double StandardError,
    [property: JsonPropertyName("promptMedian")] double Median,
    double? Distance
)
{
    /// <summary>The line, without its end.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RunJson.Default.MetricsLine);

    /// <summary>The lines of a run's <c>metrics.jsonl</c>; a torn last line is left out.</summary>
    public static IReadOnlyList<MetricsLine> ReadAll(string path) =>
        [
            .. File.ReadLines(path)
                .Where(line => StepOf(line) < long.MaxValue)
                .Select(line => JsonSerializer.Deserialize(line, RunJson.Default.MetricsLine)!),
        ];

    /// <summary>The step of a line; the largest number where the line is torn.</summary>
    internal static long StepOf(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, RunJson.Default.MetricsLine)?.Step ?? long.MaxValue;
        }
        catch (JsonException)
        {
            return long.MaxValue;
        }
    }
}
