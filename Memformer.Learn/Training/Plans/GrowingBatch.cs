namespace Memformer.Learn.Training.Plans;

/// <summary>
/// The batches of BFGS. Each stage has about as many prompts as the next: a batch four times as large is begun near its minimum, and
/// linear networks of twelve layers need hundreds of steps, which only small batches make cheap.
/// </summary>
internal static class GrowingBatch
{
    /// <summary>How many times the plan's batch each stage takes, and how many steps at most.</summary>
    public static IReadOnlyList<(int Factor, int Steps)> Stages { get; } =
    [(16, 1000), (64, 400), (256, 150), (1024, 60), (4096, 20)];

    /// <summary>How many times the plan's batch the last descents of a search for the start take.</summary>
    public const int SearchFactor = 128;

    /// <summary>The first stage after a search: smaller batches would lead away from what it found.</summary>
    public static int StageAfterSearch => Stages.Count - Stages.Count(stage => stage.Factor >= SearchFactor);

    /// <summary>How many times the plan's batch the last stage takes.</summary>
    public static int LargestFactor => Stages[^1].Factor;

    /// <summary>The steps of all stages from one on.</summary>
    public static long MostSteps(int firstStage) => Stages.Skip(firstStage).Sum(stage => (long)stage.Steps);
}
