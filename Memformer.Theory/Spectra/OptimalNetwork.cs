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
        var steps = optimum.Steps;
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
    public static CanonicalForm WithMomentum(OptimalMethod optimum) =>
        MomentumSteps(optimum) is { } steps
            ? PolynomialMethod.Momentum(steps)
            : throw new UsageException("no steps with momentum lead through the last two optimal polynomials");

    /// <summary>The steps and momenta of <see cref="WithMomentum"/>; null where there are none.</summary>
    public static IReadOnlyList<MomentumStep>? MomentumSteps(OptimalMethod optimum) =>
        optimum.Noise.IsZero ? optimum.RidgeSteps
        : optimum.Layers == 1 ? PolynomialMethod.Momentum(optimum.Polynomial, UnivariatePolynomial.One)
        : PolynomialMethod.Momentum(optimum.Polynomial, UpTo(optimum, optimum.Layers - 1)[^1].Polynomial);

    /// <summary>All gradients remembered, exact: optimal after every layer, with or without noise.</summary>
    /// <param name="optimum">The optimum.</param>
    public static CanonicalForm WithAllGradients(OptimalMethod optimum) =>
        PolynomialMethod.Through([.. UpTo(optimum, optimum.Layers).Select(shorter => shorter.Polynomial)]);

    private static IReadOnlyList<OptimalMethod> UpTo(OptimalMethod optimum, int layers) =>
        OptimalMethod.UpTo(optimum.Dimension, optimum.Context, layers, optimum.Noise);
}
