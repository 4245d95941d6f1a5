using Memformer.Learn.Problems;
using static Memformer.Learn.Training.Plans.PlanValue;

namespace Memformer.Learn.Training.Plans;

/// <summary>The keys of <c>[test]</c>: what differs in the law that the trained network is tried on beside its own.</summary>
internal static class TestKeys
{
    private static readonly PlanSection<TestPlan> Section = new(
        "test",
        plan => plan.Test,
        (plan, test) => plan with { Test = test },
        prefix: "test-"
    );

    public static IReadOnlyList<PlanKey> All { get; } =
    [
        Section.Key(
            "context",
            "Try the network on prompts of another length as well",
            Count.Optional(),
            t => t.Context,
            (t, value) => t with { Context = value }
        ),
        Section.Key(
            "spectrum",
            "Try it on covariates of another spectrum, in the training's axes",
            Eigenvalues,
            t => t.Spectrum,
            (t, value) => t with { Spectrum = value }
        ),
        Section.Key(
            "rotation",
            "Try it on covariates with other axes",
            Seed.Optional(),
            t => t.Rotation,
            (t, value) => t with { Rotation = value }
        ),
        Section.Key(
            "covariance",
            "Try it on covariates of another covariance",
            PlanValue.Covariance,
            t => t.Covariance,
            (t, value) => t with { Covariance = value }
        ),
        Section.Key(
            "task-covariance",
            "Try it on tasks of another covariance; unless given the training's, or the inverse of the test covariates'",
            PlanValue.Covariance,
            t => t.TaskCovariance,
            (t, value) => t with { TaskCovariance = value }
        ),
        Section.Key(
            "covariates",
            "Try it on covariates of another shape",
            Choice<CovariateKind>().Optional(),
            t => t.Covariates,
            (t, value) => t with { Covariates = value }
        ),
        Section.Key(
            "gamma-shape",
            "Shape parameter of the test's gamma covariates",
            Positive.Optional(),
            t => t.GammaShape,
            (t, value) => t with { GammaShape = value }
        ),
        Section.Key(
            "task-pool",
            "Try it on a pool of another size, 0 for fresh tasks; unless given the training's",
            AtLeast(0).Optional(),
            t => t.TaskPool,
            (t, value) => t with { TaskPool = value }
        ),
        Section.Key(
            "noise",
            "Try it on answers with another noise",
            NotNegative.Optional(),
            t => t.Noise,
            (t, value) => t with { Noise = value }
        ),
    ];
}
