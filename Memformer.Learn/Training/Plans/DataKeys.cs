using Memformer.Learn.Problems;
using static Memformer.Learn.Training.Plans.PlanValue;

namespace Memformer.Learn.Training.Plans;

/// <summary>The keys of <c>[data]</c>: the law of the prompts.</summary>
internal static class DataKeys
{
    private static readonly PlanSection<DataPlan> Section = new(
        "data",
        plan => plan.Data,
        (plan, data) => plan with { Data = data }
    );

    public static IReadOnlyList<PlanKey> All { get; } =
    [
        Section.Key(
            "spectrum",
            "Eigenvalues of the covariance; all 1 unless given",
            Eigenvalues,
            d => d.Spectrum,
            (d, value) => d with { Spectrum = value }
        ),
        Section.Key(
            "rotation",
            "Seed of random axes for the spectrum; coordinate axes unless given",
            Seed.Optional(),
            d => d.Rotation,
            (d, value) => d with { Rotation = value }
        ),
        Section.Key(
            "covariance",
            "The covariance itself, instead of a spectrum",
            PlanValue.Covariance,
            d => d.Covariance,
            (d, value) => d with { Covariance = value }
        ),
        Section.Key(
            "task-covariance",
            "Covariance of w*; the inverse of the covariates' unless given",
            PlanValue.Covariance,
            d => d.TaskCovariance,
            (d, value) => d with { TaskCovariance = value }
        ),
        Section.Key(
            "covariates",
            "Shape of the covariates' law",
            Choice<CovariateKind>(),
            d => d.Covariates,
            (d, value) => d with { Covariates = value }
        ),
        Section.Key(
            "gamma-shape",
            "Shape parameter of gamma covariates",
            Positive,
            d => d.GammaShape,
            (d, value) => d with { GammaShape = value }
        ),
        Section.Key(
            "task-pool",
            "Take the tasks out of a pool of so many; a fresh task in each prompt unless given",
            Count.Optional(),
            d => d.TaskPool,
            (d, value) => d with { TaskPool = value }
        ),
        Section.Key(
            "pool-seed",
            "Decides the tasks of the pool",
            Seed,
            d => d.PoolSeed,
            (d, value) => d with { PoolSeed = value }
        ),
        Section.Key(
            "noise",
            "Standard deviation of the answers' noise",
            NotNegative,
            d => d.Noise,
            (d, value) => d with { Noise = value }
        ),
    ];
}
