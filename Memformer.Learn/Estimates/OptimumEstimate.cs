using Memformer.Learn.Limits;
using Memformer.Learn.Problems;

namespace Memformer.Learn.Estimates;

/// <summary>What is known of an optimum.</summary>
public enum OptimumKnowledge
{
    /// <summary>Its loss exactly.</summary>
    Exact,

    /// <summary>Its loss, from prompts: on the law's own preconditioner Σ⁻¹, with a polynomial that was fitted to other prompts.</summary>
    Estimated,

    /// <summary>
    /// A loss that it does not exceed, from prompts: of one polynomial on the preconditioner that is best for one layer, where a
    /// network could have another preconditioner in each layer.
    /// </summary>
    Bounded,
}

/// <summary>
/// The least mean loss of networks of L first-order layers that share one preconditioner, on any law, without the noise of the query's own answer: exactly where
/// <see cref="Optimum"/> knows it, else by the best polynomial of degree L in ĀH, fitted to some prompts and measured on others.
/// </summary>
/// <param name="Knowledge">What the number is.</param>
/// <param name="Loss">E (prediction − w*ᵀx)²; without an error where it is exact.</param>
public sealed record OptimumEstimate(OptimumKnowledge Knowledge, MeanEstimate Loss)
{
    /// <summary>Depths beyond this are not estimated: the last coefficients would be those of rare prompts.</summary>
    public const int MostLayers = 16;

    private const int FewestPrompts = 500;

    /// <summary>Multiply-adds that the estimate of one depth may cost.</summary>
    private const double MostWork = 1e9;

    // Prompts for the fit, which are no others' prompts.
    private const ulong FitSeed = 0x6669_7420_7072;

    /// <summary>The optimum at a depth; null where it is neither known nor estimated.</summary>
    /// <param name="law">The law of the prompts.</param>
    /// <param name="context">n ≥ 1.</param>
    /// <param name="layers">L ≥ 1.</param>
    /// <param name="prompts">How many prompts an estimate is fitted to, and measured on; fewer where each takes long.</param>
    /// <param name="seed">Decides the prompts it is measured on.</param>
    /// <exception cref="Theory.UsageException">A size is out of range.</exception>
    public static OptimumEstimate? Of(DataLaw law, int context, int layers, int prompts, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(law);
        if (Optimum.Of(law, context, layers) is { } optimum)
        {
            return new OptimumEstimate(OptimumKnowledge.Exact, new MeanEstimate(optimum.ExcessLoss, 0));
        }

        if (layers > MostLayers)
        {
            return null;
        }

        double d = law.Dimension;
        int affordable = (int)Math.Min(MostWork / (d * d * (context + (4.0 * layers))), prompts);
        int count = Math.Max(affordable, FewestPrompts);
        bool isOwn = law.TaskScale is not null;
        double[,] covariance = law.Covariance;
        double[,] preconditioner = isOwn
            ? CovarianceMatrix.Inverse(covariance)
            : Optimum.Of(law, context, 1)!.Preconditioner;
        FittedPolynomial fitted = FittedPolynomial.To(
            DrawnProblem.Draw(law, context, count, FitSeed),
            preconditioner,
            covariance,
            layers
        );
        MeanEstimate loss = MeanEstimate.Of([
            .. DrawnProblem
                .Draw(law, context, count, seed)
                .Select(prompt => prompt.ExcessRisk(fitted.Solve(prompt), covariance)),
        ]);
        // Uniform covariates are not the same in all directions, so a polynomial need not be all that a network can do.
        bool isRound = law.Covariates != CovariateKind.Uniform || law.Dimension == 1;
        return new OptimumEstimate(isOwn && isRound ? OptimumKnowledge.Estimated : OptimumKnowledge.Bounded, loss);
    }

    /// <summary>The loss with what it is: a number, an estimate, or a bound.</summary>
    public override string ToString() =>
        Knowledge switch
        {
            OptimumKnowledge.Estimated => $"about {Loss}",
            OptimumKnowledge.Bounded => $"at most {Loss}",
            _ => $"{Loss}",
        };
}
