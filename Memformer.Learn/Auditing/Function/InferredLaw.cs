using Memformer.Learn.Estimates;
using Memformer.Learn.Problems;

namespace Memformer.Learn.Auditing.Function;

/// <summary>
/// The law that a network looks made for: its layers share one positive definite shape Ā, and training on covariates of
/// covariance Σ leads to Σ⁻¹.
/// </summary>
/// <param name="Law">
/// Gaussian covariates with Σ = s Ā⁻¹. The shape is the network's; the scale s is the one at which the mean loss of its residual
/// polynomial is least.
/// </param>
/// <param name="Apart">
/// How far the canonical form is from multiples of the one shape: the root of the share of ‖C‖_F² that it leaves.
/// </param>
/// <param name="ExactLoss">The exact mean loss of the network's residual polynomial on Σ⁻¹ under this law.</param>
/// <param name="Optimum">The least loss of networks of this depth, which is the same for every Σ.</param>
public sealed record InferredLaw(DataLaw Law, double Apart, double ExactLoss, double? Optimum)
{
    /// <summary>The mean squared error on fresh prompts of this law; null where none were asked for.</summary>
    public MeanEstimate? Loss { get; init; }
}
