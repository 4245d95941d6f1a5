using Memformer.Learn.Models;
using Memformer.Learn.Solvers;
using Memformer.Learn.Training.Plans;

namespace Memformer.Learn.Experiments.Figures;

/// <summary>The problems and the curves that several figures of the paper share: d = 5, n = 20.</summary>
internal static class PaperProblems
{
    public const string Optimum = "exact optimum";
    public const string Cg = "conjugate gradients";
    public const string WhitenedCg = "conjugate gradients that know Σ";

    /// <summary>x ~ N(0, I).</summary>
    public static RegressionProblem Isotropic { get; } = new(5, 20, new DataPlan());

    /// <summary>Σ = U D² Uᵀ with D = diag(1, 1, 1/2, 1/4, 1), w* ~ N(0, Σ⁻¹).</summary>
    public static RegressionProblem NonIsotropic { get; } = Rotated(1);

    /// <summary>The same spectrum in other random axes.</summary>
    public static RegressionProblem Rotated(ulong axes) =>
        new(5, 20, new DataPlan { Spectrum = [1, 1, 0.25, 0.0625, 1], Rotation = axes });

    /// <summary>Conjugate gradients on all context rows.</summary>
    public static BaselineCurve ConjugateGradientsOn(RegressionProblem problem) =>
        new(Cg, problem, (_, _, _) => new ConjugateGradients());

    /// <summary>Conjugate gradients in the coordinates in which Σ = I.</summary>
    public static BaselineCurve WhitenedConjugateGradientsOn(RegressionProblem problem) =>
        new(WhitenedCg, problem, (law, _, _) => new Whitened(new ConjugateGradients(), law.Covariance));

    /// <summary>What a network that has learned Σ owes to that, and where it stands at the deepest L.</summary>
    public static string KnowledgeOfCovariance(Measurements found, string network)
    {
        int deepest = found.Depths[^1];
        return "Its preconditioners have learned Σ, which conjugate gradients are not told; against those that know Σ it "
            + $"loses {found.Compare(network, WhitenedCg, deepest)}. It is {found.Above(network, Optimum, deepest)}.";
    }

    /// <summary>The exact optimum.</summary>
    public static OptimumCurve OptimumOn(RegressionProblem problem) => new(Optimum, problem);

    /// <summary>A network of an architecture with preconditioners of a kind.</summary>
    public static TrainedNetwork Network(
        string slug,
        RegressionProblem problem,
        NetworkArchitecture architecture,
        PreconditionerKind preconditioner = PreconditionerKind.Free
    ) =>
        new(
            slug,
            problem,
            plan =>
                plan with
                {
                    Network = plan.Network with { Architecture = architecture, Preconditioner = preconditioner },
                }
        );
}
