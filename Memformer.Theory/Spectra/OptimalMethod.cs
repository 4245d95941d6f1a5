using System.Numerics;
using Memformer.Theory.Algebra;

namespace Memformer.Theory.Spectra;

/// <summary>
/// The best that L layers can do on average: no network whose layers are first-order steps on one preconditioner that
/// does not depend on the prompt has a smaller mean loss than <see cref="Loss"/>. That none with a matrix of its own in every layer
/// has is an observation and not proved.
/// <para>
/// Prompts have x ~ N(0, Σ), w* ~ N(0, Σ⁻¹), y = w*ᵀx + σε and a query of the same law. With A = aΣ⁻¹ every Σ is the
/// isotropic case, so the optimum does not depend on Σ. A network with residual polynomial p = 1 − h u(h) loses
/// E tr p(H)² + (σ²/n) E tr H u(H)² + σ², which is quadratic in u: its minimum is an orthogonal polynomial, found from the exact
/// moments of <see cref="WishartMoments"/>, all in rational arithmetic.
/// </para>
/// </summary>
/// <param name="Dimension">d ≥ 1.</param>
/// <param name="Context">n ≥ 1 examples in a prompt.</param>
/// <param name="Layers">L ≥ 1.</param>
/// <param name="Noise">σ ≥ 0, the standard deviation of the noise in the answers.</param>
/// <param name="Loss">E (prediction − y)², the noise σ² of the query's own answer included; exact.</param>
/// <param name="Polynomial">The optimal residual polynomial p in h, an eigenvalue of H; degree L, p(0) = 1.</param>
public sealed record OptimalMethod(
    int Dimension,
    int Context,
    int Layers,
    Rational Noise,
    Rational Loss,
    UnivariatePolynomial Polynomial
)
{
    /// <summary>The largest L that <see cref="For"/> accepts.</summary>
    public const int MostLayers = 64;

    /// <summary>s = σ²/n: the weight of the ridge that the optimum is an approximation to.</summary>
    public Rational RidgeWeight => Noise * Noise / Context;

    /// <summary>E (prediction − w*ᵀx)²: the loss without the σ² that no prediction can avoid.</summary>
    public Rational ExcessLoss => Loss - Noise * Noise;

    /// <summary>
    /// The steps a_l of plain gradient descent that reach the optimum: p(h) = ∏ (1 − a_l h), so they are the reciprocals
    /// of p's roots, held exactly, ascending. Without noise there are always L of them. With noise p may have complex
    /// roots; then fewer are listed, and no real step sizes reach the optimum (see <see cref="IsPlainDescent"/>).
    /// </summary>
    public IReadOnlyList<RealRoot> Steps => new UnivariatePolynomial(Polynomial.Coefficients.Reverse()).RealRoots();

    /// <summary>Whether plain gradient descent with L real step sizes is optimal.</summary>
    public bool IsPlainDescent => Steps.Count == Layers;

    /// <summary>
    /// Steps and momenta on the ridge gradient, w_{l+1} = w_l − a_l (∇f(w_l) + s w_l) + b_l (w_l − w_{l−1}) with
    /// s = σ²/n from w_0 = 0: exact, and optimal after every layer. With p_l = 1 − h u_l, u_l is optimal iff
    /// E h q ((h + s) u_l − 1) = 0 for all q of degree below l; so the ρ_l = 1 − (h + s) u_l are orthogonal polynomials of
    /// the measure h dμ with ρ_l(−s) = 1, which obey a recurrence of three terms. Without noise these are steps with
    /// momentum on the gradient itself.
    /// </summary>
    public required IReadOnlyList<MomentumStep> RidgeSteps { get; init; }

    /// <summary>Computes the optimum.</summary>
    /// <param name="dimension">d ≥ 1.</param>
    /// <param name="context">n ≥ 1; may be below d.</param>
    /// <param name="layers">1 ≤ L ≤ <see cref="MostLayers"/>; may exceed d.</param>
    /// <param name="noise">σ ≥ 0.</param>
    /// <exception cref="UsageException">An argument is out of range.</exception>
    public static OptimalMethod For(int dimension, int context, int layers, Rational noise) =>
        Optima(dimension, context, layers, noise)(layers);

    /// <summary>The optima of all depths 1 … L, which share their moments: little more work than the last alone.</summary>
    /// <inheritdoc cref="For"/>
    public static IReadOnlyList<OptimalMethod> UpTo(int dimension, int context, int layers, Rational noise)
    {
        var optimum = Optima(dimension, context, layers, noise);
        return [.. Enumerable.Range(1, layers).Select(optimum)];
    }

    /// <summary>The optimum as a function of the depth, 1 to <paramref name="layers"/>.</summary>
    private static Func<int, OptimalMethod> Optima(int dimension, int context, int layers, Rational noise)
    {
        Demand.Within("the dimension", dimension, 1);
        Demand.Within("the context length", context, 1);
        Demand.Within("the number of layers", layers, 1, MostLayers);
        Demand.NotNegative("the noise", noise);

        // In v = u/n and W = nH all moments are integers. At the minimum q = 1 − (W + σ²) v, which is 1 at W = −σ², is
        // orthogonal to 1 … W^(L−1) under the weight W: it is a multiple of that weight's orthogonal polynomial.
        var moments = WishartMoments.TracesOfPowers(dimension, context, 2 * layers);
        OrthogonalSequence orthogonal = new(moments[1..]);
        var ridge = noise * noise;
        IReadOnlyList<MomentumStep> steps =
        [
            .. orthogonal.RecurrenceFrom(-ridge).Select(step => step with { Step = context * step.Step }),
        ];
        return depth =>
        {
            var v = Correction(orthogonal[depth], ridge);
            var excess = v.Select((coefficient, i) => coefficient * moments[i + 1])
                .Aggregate((Rational)dimension, (sum, gain) => sum - gain);
            UnivariatePolynomial residual = new(
                v.Select((coefficient, i) => -coefficient * BigInteger.Pow(context, i + 1)).Prepend(Rational.One)
            );
            return new OptimalMethod(dimension, context, depth, noise, excess + ridge, residual)
            {
                RidgeSteps = [.. steps.Take(depth)],
            };
        };
    }

    /// <summary>Coefficients of v with 1 − (W + σ²) v the multiple of the orthogonal polynomial that is 1 at −σ².</summary>
    private static Rational[] Correction(IReadOnlyList<BigInteger> orthogonal, Rational ridge)
    {
        var layers = orthogonal.Count - 1;
        var scale = new UnivariatePolynomial(orthogonal.Select(c => (Rational)c)).Evaluate(-ridge).Inverse();
        var v = new Rational[layers];
        for (var i = layers - 1; i >= 0; i--)
        {
            v[i] = -(scale * orthogonal[i + 1]);
            v[i] -= i + 1 < layers ? ridge * v[i + 1] : Rational.Zero;
        }

        return v;
    }
}
