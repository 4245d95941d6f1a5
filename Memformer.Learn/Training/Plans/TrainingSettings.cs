using Memformer.Learn.Training.Objectives;

namespace Memformer.Learn.Training.Plans;

/// <summary>The loss of a run and how it is minimised.</summary>
public sealed record TrainingSettings
{
    /// <summary>What is sampled; null for the one with the least noise that the network and the data allow.</summary>
    public ObjectiveKind? Objective { get; init; }

    /// <summary>Tasks that an exact objective takes a prompt; null for <see cref="TrainingPlan.EffectiveTasks"/>.</summary>
    public int? Tasks { get; init; }

    /// <summary>Prompts per step.</summary>
    public int Batch { get; init; } = 256;

    /// <summary>Steps at most.</summary>
    public long Steps { get; init; } = 20_000;

    /// <summary>The optimiser; null for <see cref="TrainingPlan.EffectiveOptimizer"/>.</summary>
    public OptimizerKind? Optimizer { get; init; }

    /// <summary>The step size at the beginning; null for the optimiser's own: see <see cref="RateSchedule"/>, and 1 for L-BFGS.</summary>
    public double? Rate { get; init; }

    /// <summary>How the step size changes; null for cosine, and constant for L-BFGS.</summary>
    public ScheduleKind? Schedule { get; init; }

    /// <summary>The largest Frobenius norm of one matrix's gradient; null for no limit, but 0.1 where P's blocks are free, and 0.01 from three layers.</summary>
    public double? Clip { get; init; }

    /// <summary>
    /// The share of the prompts that are drawn with one direction stretched and weighed so that the expected loss stays what it
    /// is (<see cref="Objectives.Objective.TailShare"/>); null for a half where P's blocks are free and H is drawn from its own law, and
    /// none elsewhere.
    /// </summary>
    public double? TailShare { get; init; }

    /// <summary>Decay of AdamW.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>The weight of the answer after each layer; empty for 0, …, 0, 1.</summary>
    public IReadOnlyList<double> LayerWeights { get; init; } = [];

    /// <summary>
    /// Training stops when the loss, with two standard errors added, is nearer to the optimum than this share of it; 0 never
    /// stops early.
    /// </summary>
    public double Tolerance { get; init; } = 0.002;
}
