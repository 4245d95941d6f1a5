using Memformer.Learn.Models;
using Memformer.Learn.Numerics;
using Memformer.Learn.Problems;
using Memformer.Learn.Spectra;
using Memformer.Theory.Algebra;
using Memformer.Theory.Networks;

namespace Memformer.Learn.Limits;

/// <summary>
/// The least mean loss of a network that uses one layer's weights L times, with a preconditioner that is a multiple of Σ⁻¹.
/// </summary>
/// <remarks>
/// With gates that depend on l − j, <c>lfom</c> loses nothing by its ties: with G(z) = Σ c_i z^i the coefficient of h^m in p_L is
/// (−1)^m [z^{L−m}] G^m / (1 − z)^{m+1}, in which c_{L−m} is the newest letter and stands linearly with the factor m c_0^{m−1}.
/// So every p_L with p_L(0) = 1 and (−1)^L p_L^{(L)} &gt; 0 is reached by exactly one Toeplitz C with c_0 &gt; 0. The other
/// architectures are classical methods with constants: gradient descent, the heavy ball, proportional-integral control.
/// </remarks>
public static class TiedOptimum
{
    private static readonly double[] IntegralGains = [-0.2, 0, 0.2];

    /// <summary>E (prediction − y)², σ² included; null where the optimum without ties is not known either.</summary>
    /// <param name="design">The network's shape, whose sizes and architecture decide.</param>
    /// <param name="law">The law of the prompts.</param>
    /// <param name="context">n ≥ 1, of the prompts.</param>
    /// <exception cref="Theory.UsageException">A size is out of range.</exception>
    public static double? Of(NetworkDesign design, DataLaw law, int context)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(law);
        int layers = design.Layers;
        if (Optimum.Of(law, context, layers) is not { } untied)
        {
            return null;
        }

        if (layers == 1 || design.Architecture == NetworkArchitecture.Lfom)
        {
            return untied.Loss;
        }

        if (law.TaskScale is not double scale || layers >= SpectralQuadrature.MostNodes)
        {
            return null;
        }

        (int d, Rational noise) = (law.Dimension, Rational.FromDouble(law.Noise / Math.Sqrt(scale)));
        double Best(Func<double, Dual[], Dual> residual, double[] starts) =>
            BestConstants.Find(residual, starts, d, context, layers, noise).Loss;

        double? loss = (design.Architecture, design.Update) switch
        {
            (LinearNetwork, _) => TunedMethod.GradientDescent(d, context, layers, noise).Loss,
            (DynamicNetwork, _) => TunedMethod.HeavyBall(d, context, layers, noise).Loss,
            (SharedGatesNetwork, UpdateForm.Accumulated) => Best((h, at) => TunedMethod.Ball(h, at[0], 1, layers), []),
            (SharedGatesNetwork, _) => Best((h, at) => Integral(h, at[0], at[1], layers), IntegralGains),
            _ => null,
        };
        return scale * loss;
    }

    /// <summary>w⁺ = w − a (g_l + k Σ_{j&lt;l} g_j).</summary>
    private static Dual Integral(double h, Dual step, Dual gain, int layers)
    {
        (Dual sum, Dual p) = (0, 1);
        for (int l = 0; l < layers; l++)
        {
            (sum, p) = (sum + p, p - (step * h * (p + (gain * sum))));
        }

        return p;
    }
}
