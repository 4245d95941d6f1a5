namespace Memformer.Learn.Training.Plans;

/// <summary>The seeds of the runs, the machine, and what is looked at and written on the way.</summary>
public sealed record RunSettings
{
    /// <summary>One run for each; decides the start, the prompts, and nothing else.</summary>
    public IReadOnlyList<ulong> Seeds { get; init; } = [0];

    /// <summary>auto, cpu, cuda, cuda:N, opencl, opencl:N, or simulated.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>The precision of torch's parameters and arithmetic, and of a card's recursion.</summary>
    public Precision Precision { get; init; }

    /// <summary>Threads of the processor.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Steps between checkpoints; null for 2000, and 50 for BFGS.</summary>
    public int? CheckpointEvery { get; init; }

    /// <summary>Steps between evaluations on fresh prompts, and lines of the metrics; null for 500, and 25 for BFGS.</summary>
    public int? EvaluateEvery { get; init; }

    /// <summary>Prompts of an evaluation during training.</summary>
    public int EvaluationPrompts { get; init; } = 1 << 15;

    /// <summary>Prompts of the evaluation at the end.</summary>
    public int TestPrompts { get; init; } = 1_000_000;
}
