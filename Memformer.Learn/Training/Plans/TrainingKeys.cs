using Memformer.Learn.Training.Objectives;
using static Memformer.Learn.Training.Plans.PlanValue;

namespace Memformer.Learn.Training.Plans;

/// <summary>The keys of <c>[training]</c>: the loss and how it is minimised.</summary>
internal static class TrainingKeys
{
    private static readonly PlanSection<TrainingSettings> Section = new(
        "training",
        plan => plan.Training,
        (plan, training) => plan with { Training = training }
    );

    public static IReadOnlyList<PlanKey> All { get; } = [.. Loss(), .. Steps()];

    private static IEnumerable<PlanKey> Loss() =>
        [
            Section.Key(
                "objective",
                "What is sampled; the least noisy that fits unless given",
                Choice<ObjectiveKind>().Optional(),
                p => p.Objective,
                (p, value) => p with { Objective = value }
            ),
            Section.Key(
                "tasks",
                "Tasks that an exact objective takes a prompt; 16, or d if smaller (lbfgs, bfgs: d), unless given",
                Count.Optional(),
                p => p.Tasks,
                (p, value) => p with { Tasks = value }
            ),
            Section.Key("batch", "Prompts per step", Count, p => p.Batch, (p, value) => p with { Batch = value }),
            Section.Key(
                "tail-share",
                "Share of wishart's prompts drawn with a stretched direction and weighed; 0.5 for free-values and bfgs, else 0, unless given",
                Share.Optional(),
                p => p.TailShare,
                (p, value) => p with { TailShare = value }
            ),
            Section.Key(
                "layer-weights",
                "Weight of the answer after each layer; the last only unless given",
                Numbers.As("one number per layer"),
                p => p.LayerWeights,
                (p, value) => p with { LayerWeights = value }
            ),
        ];

    private static IEnumerable<PlanKey> Steps() =>
        [
            Section.Key("steps", "Steps at most", LongCount, p => p.Steps, (p, value) => p with { Steps = value }),
            Section.Key(
                "optimizer",
                "The optimiser; lbfgs draws one batch and keeps it, bfgs five that grow. Unless given bfgs, and adam with tokens, single precision, gates per token, or a rate, schedule or clip",
                Choice<OptimizerKind>().Optional(),
                p => p.Optimizer,
                (p, value) => p with { Optimizer = value }
            ),
            Section.Key(
                "rate",
                "Step size at the beginning; 0.01 over the root of the extreme eigenvalues (lbfgs, bfgs: 1) unless given",
                Positive.Optional(),
                p => p.Rate,
                (p, value) => p with { Rate = value }
            ),
            Section.Key(
                "schedule",
                "How the step size changes; cosine (lbfgs, bfgs: constant) unless given",
                Choice<ScheduleKind>().Optional(),
                p => p.Schedule,
                (p, value) => p with { Schedule = value }
            ),
            Section.Key(
                "clip",
                "Largest Frobenius norm of one matrix's gradient; unless given no limit, with free-values 0.1 and from three layers 0.01",
                Positive.Optional(),
                p => p.Clip,
                (p, value) => p with { Clip = value }
            ),
            Section.Key(
                "weight-decay",
                "Decay of adam-w",
                NotNegative,
                p => p.WeightDecay,
                (p, value) => p with { WeightDecay = value }
            ),
            Section.Key(
                "tolerance",
                "Stop when the loss is surely within this share of the optimum; 0 never stops early",
                NotNegative,
                p => p.Tolerance,
                (p, value) => p with { Tolerance = value }
            ),
        ];
}
