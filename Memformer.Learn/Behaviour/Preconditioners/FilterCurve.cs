using Memformer.Learn.Behaviour.Filters;

namespace Memformer.Learn.Behaviour.Preconditioners;

/// <summary>A multiplier u(h) of a few constants that a preconditioner is fitted beside.</summary>
/// <param name="Start">The constants to begin with.</param>
/// <param name="Multiplier">u(h) with the constants given, at h ≥ 0.</param>
internal sealed record FilterCurve(double[] Start, Func<double, double[], double> Multiplier)
{
    /// <summary>Any polynomial residual of a degree, over eigenvalues of about 0 to 1.</summary>
    /// <remarks>At constants of 0 nothing is known of A: the first step fits the constants alone.</remarks>
    public static FilterCurve Polynomial(int degree) =>
        new(
            new double[degree],
            (eigenvalue, constants) =>
                FilterFitter.Inner(constants, PolynomialBasis.Values(eigenvalue, 1, constants.Length))
        );

    /// <summary>A single step, w = A Xᵀy/n.</summary>
    public static FilterCurve OneStep { get; } = new([], (_, _) => 1);
}
