using Memformer.Learn.Behaviour.Samples;

namespace Memformer.Learn.Behaviour.Preconditioners;

/// <summary>
/// A symmetric positive definite matrix A that was fitted to answers: methods take A ∇f instead of ∇f. Answers tell it up
/// to a factor, which belongs to the step sizes.
/// </summary>
/// <param name="Matrix">A, d×d, with trace d.</param>
/// <param name="ConditionNumber">Its largest eigenvalue over its least.</param>
/// <param name="FromIdentity">‖A − its best multiple of I‖_F/‖A‖_F.</param>
/// <param name="FromInverseCovariance">‖A − its best multiple of Σ⁻¹‖_F/‖A‖_F.</param>
/// <param name="Unexplained">What a polynomial in its frame leaves of answers to contexts that neither was fitted to.</param>
/// <param name="Rotation">
/// What A does not explain of the change of answers when the covariates are rotated, as a share of their mean square: 0 where
/// the answers are blind to rotations of A^{1/2} x. Null where the probe does not ask.
/// </param>
public sealed record FittedPreconditioner(
    double[,] Matrix,
    double ConditionNumber,
    double FromIdentity,
    double FromInverseCovariance,
    Estimate Unexplained,
    Estimate? Rotation
)
{
    /// <summary>What the frame of its methods is called.</summary>
    public const string Frame = "fitted";
}
