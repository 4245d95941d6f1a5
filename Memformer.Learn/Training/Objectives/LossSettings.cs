namespace Memformer.Learn.Training.Objectives;

/// <summary>What a loss samples.</summary>
/// <param name="Objective">The error whose mean it is.</param>
/// <param name="Batch">Prompts per step.</param>
/// <param name="Seed">With the step, decides the prompts.</param>
/// <param name="LayerWeights">The weight of the answer after each layer, L numbers; usually 0, …, 0, 1.</param>
/// <param name="Threads">Threads of the processor.</param>
public sealed record LossSettings(
    Objective Objective,
    int Batch,
    ulong Seed,
    IReadOnlyList<double> LayerWeights,
    int Threads
)
{
    /// <summary>Weights that only count the answer after the last layer.</summary>
    public static IReadOnlyList<double> LastLayer(int layers) =>
        [.. Enumerable.Range(1, layers).Select(layer => layer == layers ? 1.0 : 0.0)];
}
