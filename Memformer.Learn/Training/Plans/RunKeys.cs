using static Memformer.Learn.Training.Plans.PlanValue;

namespace Memformer.Learn.Training.Plans;

/// <summary>The keys of <c>[run]</c>: seeds, the machine, and what is written.</summary>
internal static class RunKeys
{
    private const int MostEvaluationPrompts = 10_000_000;

    private static readonly PlanSection<RunSettings> Section = new(
        "run",
        plan => plan.Run,
        (plan, run) => plan with { Run = run }
    );

    public static IReadOnlyList<PlanKey> All { get; } =
    [
        Section.Key(
            "seed",
            "One run for each, such as 0,1,2",
            Seeds,
            p => p.Seeds,
            (p, value) => p with { Seeds = value }
        ),
        Section.Key(
            "device",
            "Where to train",
            Word.As("auto, cpu, cuda, cuda:N, opencl, opencl:N, or simulated"),
            p => p.Device,
            (p, value) => p with { Device = value }
        ),
        Section.Key(
            "precision",
            "Of the arithmetic",
            Choice<Precision>(),
            p => p.Precision,
            (p, value) => p with { Precision = value }
        ),
        Section.Key(
            "threads",
            "Threads of the processor; all unless given. The result does not depend on it",
            Count,
            p => p.Threads,
            (p, value) => p with { Threads = value }
        ),
        Section.Key(
            "checkpoint-every",
            "Steps between checkpoints; 2000 (bfgs: 50) unless given",
            Count.Optional(),
            p => p.CheckpointEvery,
            (p, value) => p with { CheckpointEvery = value }
        ),
        Section.Key(
            "evaluate-every",
            "Steps between evaluations on fresh prompts; 500 (bfgs: 25) unless given",
            Count.Optional(),
            p => p.EvaluateEvery,
            (p, value) => p with { EvaluateEvery = value }
        ),
        Section.Key(
            "evaluation-prompts",
            "Prompts of such an evaluation",
            Between(2, MostEvaluationPrompts),
            p => p.EvaluationPrompts,
            (p, value) => p with { EvaluationPrompts = value }
        ),
        Section.Key(
            "test-prompts",
            "Prompts of the evaluation at the end",
            Between(2, MostEvaluationPrompts),
            p => p.TestPrompts,
            (p, value) => p with { TestPrompts = value }
        ),
    ];
}
