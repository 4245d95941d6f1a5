using Memformer.Learn.Models;
using Memformer.Learn.Tasks;
using Memformer.Learn.Training.Optimizers;
using static Memformer.Learn.Training.Plans.PlanValue;

namespace Memformer.Learn.Training.Plans;

/// <summary>All settings of a plan: the one list that TOML files, options and help are made from.</summary>
public static class PlanKeys
{
    private const string Positive = "an integer, at least 1";
    private const string Flag = "true or false";

    /// <summary>All keys, by section.</summary>
    public static IReadOnlyList<PlanKey> All { get; } = [.. Network(), .. Data(), .. Training(), .. Run()];

    private static IEnumerable<PlanKey> Network()
    {
        PlanKey Key(
            string name,
            string description,
            string allowed,
            Func<NetworkDesign, string?> get,
            Func<NetworkDesign, string, NetworkDesign> set
        ) =>
            new(
                "network",
                name,
                description,
                allowed,
                plan => get(plan.Network),
                (plan, text) => plan with { Network = set(plan.Network, text) }
            );

        yield return Key(
            "architecture",
            "How layers use earlier layers' gradients",
            OneOf<NetworkArchitecture>(),
            d => Quoted(d.Architecture),
            (d, t) => d with { Architecture = Choice<NetworkArchitecture>(t) }
        );
        yield return Key(
            "dimension",
            "d, coordinates of a covariate",
            Positive,
            d => $"{d.Dimension}",
            (d, t) => d with { Dimension = Integer(t) }
        );
        yield return Key(
            "context",
            "n, examples in a prompt",
            Positive,
            d => $"{d.Context}",
            (d, t) => d with { Context = Integer(t) }
        );
        yield return Key("layers", "L", Positive, d => $"{d.Layers}", (d, t) => d with { Layers = Integer(t) });
        yield return Key(
            "heads",
            "Attention heads in every layer",
            Positive,
            d => $"{d.Heads}",
            (d, t) => d with { Heads = Integer(t) }
        );
        yield return Key(
            "preconditioner",
            "What of each A_l is trained",
            OneOf<PreconditionerKind>(),
            d => Quoted(d.Preconditioner),
            (d, t) => d with { Preconditioner = Choice<PreconditionerKind>(t) }
        );
        yield return Key(
            "free-values",
            "Train P's top-left block as well (GD++)",
            Flag,
            d => Text(d.FreeValues),
            (d, t) => d with { FreeValues = Switch(t) }
        );
        yield return Key(
            "gates",
            "Numbers in a gate: one, one for context and one for query, or one per token",
            OneOf<GateKind>(),
            d => Quoted(d.Gates),
            (d, t) => d with { Gates = Choice<GateKind>(t) }
        );
        yield return Key(
            "gates-per-head",
            "Gates of every head's own (lfom)",
            Flag,
            d => Text(d.GatesPerHead),
            (d, t) => d with { GatesPerHead = Switch(t) }
        );
        yield return Key(
            "update",
            "How lfom-shared takes a layer's own gradient: residual is open, accumulated has a gate",
            OneOf<UpdateForm>(),
            d => Quoted(d.Update),
            (d, t) => d with { Update = Choice<UpdateForm>(t) }
        );
    }

    private static IEnumerable<PlanKey> Data()
    {
        PlanKey Key(
            string name,
            string description,
            string allowed,
            Func<DataPlan, string?> get,
            Func<DataPlan, string, DataPlan> set
        ) =>
            new(
                "data",
                name,
                description,
                allowed,
                plan => get(plan.Data),
                (plan, text) => plan with { Data = set(plan.Data, text) }
            );

        const string matrix = "rows of numbers, such as [[1, 0], [0, 0.25]]";
        yield return Key(
            "spectrum",
            "Eigenvalues of the covariance; all 1 unless given",
            "numbers above 0, such as [1, 1, 0.25]",
            d => List(d.Spectrum),
            (d, t) => d with { Spectrum = Numbers(t) }
        );
        yield return Key(
            "rotation",
            "Seed of random axes for the spectrum; coordinate axes unless given",
            "an integer, at least 0",
            d => d.Rotation?.ToString(),
            (d, t) => d with { Rotation = Seed(t) }
        );
        yield return Key(
            "covariance",
            "The covariance itself, instead of a spectrum",
            matrix,
            d => List(d.Covariance),
            (d, t) => d with { Covariance = Rows(t) }
        );
        yield return Key(
            "task-covariance",
            "Covariance of w*; the inverse of the covariates' unless given",
            matrix,
            d => List(d.TaskCovariance),
            (d, t) => d with { TaskCovariance = Rows(t) }
        );
        yield return Key(
            "covariates",
            "Shape of the covariates' law",
            OneOf<CovariateKind>(),
            d => Quoted(d.Covariates),
            (d, t) => d with { Covariates = Choice<CovariateKind>(t) }
        );
        yield return Key(
            "gamma-shape",
            "Shape parameter of gamma covariates",
            "a number above 0",
            d => Text(d.GammaShape),
            (d, t) => d with { GammaShape = Number(t) }
        );
        yield return Key(
            "noise",
            "Standard deviation of the answers' noise",
            "a number, at least 0",
            d => Text(d.Noise),
            (d, t) => d with { Noise = Number(t) }
        );
    }

    private static IEnumerable<PlanKey> Training()
    {
        PlanKey Key(
            string name,
            string description,
            string allowed,
            Func<TrainingPlan, string?> get,
            Func<TrainingPlan, string, TrainingPlan> set
        ) => new("training", name, description, allowed, get, set);

        yield return Key(
            "objective",
            "What is sampled; the least noisy that fits unless given",
            OneOf<ObjectiveKind>(),
            p => p.Objective is { } objective ? Quoted(objective) : null,
            (p, t) => p with { Objective = Choice<ObjectiveKind>(t) }
        );
        yield return Key(
            "tasks",
            "Tasks that an exact objective takes a prompt; all d unless given",
            Positive,
            p => p.Tasks?.ToString(),
            (p, t) => p with { Tasks = Integer(t) }
        );
        yield return Key(
            "batch",
            "Prompts per step",
            Positive,
            p => $"{p.Batch}",
            (p, t) => p with { Batch = Integer(t) }
        );
        yield return Key(
            "steps",
            "Steps at most",
            Positive,
            p => $"{p.Steps}",
            (p, t) => p with { Steps = LongInteger(t) }
        );
        yield return Key(
            "optimizer",
            "The optimiser; lbfgs draws one batch and keeps it",
            OneOf<OptimizerKind>(),
            p => Quoted(p.Optimizer),
            (p, t) => p with { Optimizer = Choice<OptimizerKind>(t) }
        );
        yield return Key(
            "rate",
            "Step size at the beginning; 0.01 over the root of the extreme eigenvalues (lbfgs: 1) unless given",
            "a number above 0",
            p => p.Rate is { } rate ? Text(rate) : null,
            (p, t) => p with { Rate = Number(t) }
        );
        yield return Key(
            "schedule",
            "How the step size changes; cosine (lbfgs: constant) unless given",
            OneOf<ScheduleKind>(),
            p => p.Schedule is { } schedule ? Quoted(schedule) : null,
            (p, t) => p with { Schedule = Choice<ScheduleKind>(t) }
        );
        yield return Key(
            "clip",
            "Largest Frobenius norm of one matrix's gradient; no limit unless given",
            "a number above 0",
            p => p.Clip is { } clip ? Text(clip) : null,
            (p, t) => p with { Clip = Number(t) }
        );
        yield return Key(
            "weight-decay",
            "Decay of adam-w",
            "a number, at least 0",
            p => Text(p.WeightDecay),
            (p, t) => p with { WeightDecay = Number(t) }
        );
        yield return Key(
            "layer-weights",
            "Weight of the answer after each layer; the last only unless given",
            "one number per layer",
            p => List(p.LayerWeights),
            (p, t) => p with { LayerWeights = Numbers(t) }
        );
        yield return Key(
            "tolerance",
            "Stop when the loss is surely within this share of the optimum; 0 never stops early",
            "a number, at least 0",
            p => Text(p.Tolerance),
            (p, t) => p with { Tolerance = Number(t) }
        );
    }

    private static IEnumerable<PlanKey> Run()
    {
        PlanKey Key(
            string name,
            string description,
            string allowed,
            Func<TrainingPlan, string?> get,
            Func<TrainingPlan, string, TrainingPlan> set
        ) => new("run", name, description, allowed, get, set);

        yield return Key(
            "seed",
            "One run for each, such as 0,1,2",
            "integers, at least 0",
            p => $"[{string.Join(", ", p.Seeds)}]",
            (p, t) => p with { Seeds = Seeds(t) }
        );
        yield return Key(
            "device",
            "Where to train",
            "auto, cpu, cuda, or cuda:N",
            p => Quoted(p.Device),
            (p, t) => p with { Device = t }
        );
        yield return Key(
            "precision",
            "Of the parameters",
            OneOf<Precision>(),
            p => Quoted(p.Precision),
            (p, t) => p with { Precision = Choice<Precision>(t) }
        );
        yield return Key(
            "threads",
            "Threads of the processor; all unless given. The result does not depend on it",
            Positive,
            p => $"{p.Threads}",
            (p, t) => p with { Threads = Integer(t) }
        );
        yield return Key(
            "checkpoint-every",
            "Steps between checkpoints",
            Positive,
            p => $"{p.CheckpointEvery}",
            (p, t) => p with { CheckpointEvery = Integer(t) }
        );
        yield return Key(
            "evaluate-every",
            "Steps between evaluations on fresh prompts",
            Positive,
            p => $"{p.EvaluateEvery}",
            (p, t) => p with { EvaluateEvery = Integer(t) }
        );
        yield return Key(
            "evaluation-prompts",
            "Prompts of such an evaluation",
            "an integer, at least 2",
            p => $"{p.EvaluationPrompts}",
            (p, t) => p with { EvaluationPrompts = Integer(t) }
        );
        yield return Key(
            "test-prompts",
            "Prompts of the evaluation at the end",
            "an integer, at least 2",
            p => $"{p.TestPrompts}",
            (p, t) => p with { TestPrompts = Integer(t) }
        );
    }

    private static string OneOf<T>()
        where T : struct, Enum => $"one of {string.Join(", ", KebabCase.Names<T>())}";
}
