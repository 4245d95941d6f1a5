using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;

namespace Memformer.Theory.Spectra;

/// <summary>Canonical forms whose residual polynomial is the optimal one, for each way of combining gradients.</summary>
public static class OptimalNetwork
{
    /// <summary>
    /// Gradient steps without memory. The step sizes are roots, so they are rounded to so many decimal places; this is the
    /// one form that is not exact.
    /// </summary>
    /// <param name="optimum">The optimum.</param>
    /// <param name="places">Decimal places, at least 1.</param>
    /// <exception cref="UsageException">The polynomial has complex roots, so no real step sizes reach it.</exception>
    public static CanonicalForm WithoutMemory(OptimalMethod optimum, int places)
    {
        IReadOnlyList<RealRoot> steps = optimum.Steps;
        return steps.Count == optimum.Layers
            ? PolynomialMethod.Descent([.. steps.Select(step => Rational.Parse(step.ToDecimal(places)))])
            : throw new UsageException(
                $"with noise {optimum.Noise} the optimal polynomial has complex roots: no step sizes without memory reach it; "
                    + "the architectures dynamic and lfom do"
            );
    }

    /// <summary>Steps with momentum, exact: what a `dynamic` network can hold. Optimal at depths L and L − 1.</summary>
    /// <param name="optimum">The optimum.</param>
    /// <exception cref="UsageException">The recurrence between the last two polynomials breaks off (not seen to happen).</exception>
    public static CanonicalForm WithMomentum(OptimalMethod optimum)
    {
        UnivariatePolynomial shorter =
            optimum.Layers == 1 ? UnivariatePolynomial.One : Shortened(optimum, optimum.Layers - 1);
        return PolynomialMethod.Momentum(optimum.Polynomial, shorter) is { } steps
            ? PolynomialMethod.Momentum(steps)
            : throw new UsageException("no steps with momentum lead through the last two optimal polynomials");
    }

    /// <summary>
    /// Steps and momenta on the ridge gradient, w_{l+1} = w_l − a_l (∇f(w_l) + s w_l) + b_l (w_l − w_{l−1}) with
    /// s = σ²/n from w_0 = 0, exact and optimal after every layer. With p_l = 1 − h u_l, u_l is optimal iff
    /// E h q ((h + s) u_l − 1) = 0 for all q of degree below l; so the ρ_l = 1 − (h + s) u_l are orthogonal polynomials of
    /// the measure h dμ with ρ_l(−s) = 1, which obey a recurrence of three terms. Without noise these are the steps with
    /// momentum.
    /// </summary>
    /// <param name="optimum">The optimum.</param>
    /// <returns>The steps, or null where the recurrence breaks off, as at depths beyond the number of eigenvalues.</returns>
    public static IReadOnlyList<MomentumStep>? OnRidgeGradient(OptimalMethod optimum) =>
        PolynomialMethod.Momentum(
            RidgeResidual(optimum.Polynomial, optimum),
            optimum.Layers == 1
                ? UnivariatePolynomial.One
                : RidgeResidual(Shortened(optimum, optimum.Layers - 1), optimum)
        );

    /// <summary>1 − (h + s) u as a polynomial in h + s.</summary>
    private static UnivariatePolynomial RidgeResidual(UnivariatePolynomial residual, OptimalMethod optimum)
    {
        UnivariatePolynomial steps = new(residual.Coefficients.Skip(1).Select(c => -c));
        UnivariatePolynomial unshifted = new([-optimum.RidgeWeight, Rational.One]);
        return 1 - UnivariatePolynomial.Variable * steps.Compose(unshifted);
    }

    /// <summary>All gradients remembered, exact: optimal after every layer, with or without noise.</summary>
    /// <param name="optimum">The optimum.</param>
    public static CanonicalForm WithAllGradients(OptimalMethod optimum) =>
        PolynomialMethod.Through([
            .. Enumerable.Range(1, optimum.Layers - 1).Select(l => Shortened(optimum, l)),
            optimum.Polynomial,
        ]);

    private static UnivariatePolynomial Shortened(OptimalMethod optimum, int layers) =>
        OptimalMethod.For(optimum.Dimension, optimum.Context, layers, optimum.Noise).Polynomial;
}
