using System.Text.Json;
using System.Text.Json.Serialization;

namespace Memformer.Learn.Training.Runs;

/// <summary>How the runs of one plan ended that differ in their seed: <c>summary.json</c> of the folder they are in.</summary>
/// <param name="Runs">One for each seed.</param>
public sealed record RunGroup(IReadOnlyList<RunSummary> Runs)
{
    /// <summary>The mean of the runs' losses on fresh prompts.</summary>
    [JsonPropertyOrder(-2)]
    public double Loss => Runs.Average(run => run.Evaluation.Loss);

    /// <summary>The standard deviation of their losses over the seeds; 0 for one run.</summary>
    [JsonPropertyOrder(-1)]
    public double StandardDeviation
    {
        get
        {
            double mean = Loss;
            double squares = Runs.Sum(run => (run.Evaluation.Loss - mean) * (run.Evaluation.Loss - mean));
            return Runs.Count > 1 ? Math.Sqrt(squares / (Runs.Count - 1)) : 0;
        }
    }

    /// <summary>The group as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RunJson.Default.RunGroup);
}
