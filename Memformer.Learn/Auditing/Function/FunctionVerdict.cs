using Memformer.Learn.Estimates;

namespace Memformer.Learn.Auditing.Function;

/// <summary>What the network does on fresh prompts of a law, all losses without the noise that no answer can avoid.</summary>
public sealed record FunctionVerdict
{
    /// <summary>How many prompts.</summary>
    public required int Prompts { get; init; }

    /// <summary>
    /// Root mean squared difference between the network's answers and those of its verdicts, relative to the root mean
    /// square of the network's answers.
    /// </summary>
    public required double RelativeError { get; init; }

    /// <summary>The same for the network's canonical form itself: what lies outside the family, in answers.</summary>
    public required double ProjectionError { get; init; }

    /// <summary>
    /// The squared errors, their mean with the method of <see cref="Audit.ExactLoss"/> as a control variate, or the optimum where
    /// there is none.
    /// </summary>
    public required Outcomes Outcomes { get; init; }

    /// <summary>
    /// The share of prompts with an eigenvalue of ĀH beyond the range on which the residual polynomial stays within ±1;
    /// null when the layers share no preconditioner that is positive definite.
    /// </summary>
    public required double? OutOfRange { get; init; }

    /// <summary>The share of prompts on which a looped network diverges if its layer is used ever more often; null where none is.</summary>
    public double? Unbounded { get; init; }

    /// <summary>Quantiles of the eigenvalues of ĀH over the prompts (0 %, 1 %, 25 %, 50 %, 75 %, 99 %, 100 %); empty as above.</summary>
    public required IReadOnlyList<double> Eigenvalues { get; init; }

    /// <summary>The density of the eigenvalues of ĀH over the prompts, up to a factor; empty as above.</summary>
    public required IReadOnlyList<DensityCell> Density { get; init; }

    /// <summary>The mean squared error of the answer after 1, 2, … L layers, by the estimator of <see cref="Outcomes"/>.</summary>
    public required IReadOnlyList<MeanEstimate> LossByDepth { get; init; }

    /// <summary>The mean squared error of answering 0, exactly.</summary>
    public required double AnsweringZero { get; init; }

    /// <summary>
    /// The optimum at depth 1, 2, … L, exactly where it is known and else estimated or bounded; empty beyond sixteen layers, and
    /// where no comparison was asked for.
    /// </summary>
    public required IReadOnlyList<OptimumEstimate> OptimumByDepth { get; init; }

    /// <summary>The optimum at this depth where its loss is a number, exact or estimated; null where it is a bound or unknown.</summary>
    public double? Reference =>
        Optimum ?? (OptimumByDepth is [.., { Knowledge: not OptimumKnowledge.Bounded } last] ? last.Loss.Mean : null);

    /// <summary>The least mean loss of any network of the family at this depth; null when the law has no exact one.</summary>
    public required double? Optimum { get; init; }

    /// <summary>The losses of the classical methods at the same depth; null where they were not asked for.</summary>
    public required BaselineLosses? Baselines { get; init; }
}

/// <summary>How common eigenvalues around a place are.</summary>
/// <param name="Eigenvalue">The middle of the cell.</param>
/// <param name="Density">The share of eigenvalues in the cell, by its width.</param>
public readonly record struct DensityCell(double Eigenvalue, double Density);

/// <summary>The mean losses of methods with the best fixed constants for the same law, at the same depth.</summary>
/// <param name="Gd">Gradient descent, one step size; null, as the other two, beyond sixteen layers, where tuning takes minutes.</param>
/// <param name="HeavyBall">Heavy ball, one step size and one momentum.</param>
/// <param name="Nesterov">Nesterov's method, one step size and one momentum.</param>
/// <param name="Cg">Conjugate gradients, whose step sizes depend on the prompt.</param>
public sealed record BaselineLosses(MeanEstimate? Gd, MeanEstimate? HeavyBall, MeanEstimate? Nesterov, MeanEstimate Cg);
