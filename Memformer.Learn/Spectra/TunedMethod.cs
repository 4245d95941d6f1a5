using Memformer.Learn.Numerics;
using Memformer.Theory;
using Memformer.Theory.Algebra;

namespace Memformer.Learn.Spectra;

/// <summary>
/// A classical method with the constants that make its mean loss after L steps smallest on isotropic prompts: the fair
/// opponent of a trained network. The mean loss is a polynomial in the constants and is evaluated exactly by
/// <see cref="SpectralQuadrature"/>; the minimum is sought from several starts.
/// </summary>
/// <param name="Name">The catalogue's name of the method.</param>
/// <param name="Step">η.</param>
/// <param name="Momentum">β; 0 for gradient descent.</param>
/// <param name="Loss">E (prediction − y)² with these constants, σ² included.</param>
public sealed record TunedMethod(string Name, double Step, double Momentum, double Loss)
{
    private delegate Dual Recursion(double h, Dual step, Dual momentum, int layers);

    /// <summary>Gradient descent with the best fixed step.</summary>
    /// <param name="dimension">d ≥ 1.</param>
    /// <param name="context">n ≥ 1.</param>
    /// <param name="layers">1 ≤ L &lt; <see cref="SpectralQuadrature.MostNodes"/>.</param>
    /// <param name="noise">σ ≥ 0.</param>
    /// <exception cref="UsageException">An argument is out of range.</exception>
    public static TunedMethod GradientDescent(int dimension, int context, int layers, Rational noise) =>
        Tune("gradient-descent", Descent, dimension, context, layers, noise, [0]);

    /// <summary>Heavy ball with the best fixed step and momentum.</summary>
    /// <inheritdoc cref="GradientDescent"/>
    public static TunedMethod HeavyBall(int dimension, int context, int layers, Rational noise) =>
        Tune("heavy-ball", Ball, dimension, context, layers, noise, [0.1, 0.3, 0.6]);

    /// <summary>Nesterov's method with the best fixed step and momentum.</summary>
    /// <inheritdoc cref="GradientDescent"/>
    public static TunedMethod Nesterov(int dimension, int context, int layers, Rational noise) =>
        Tune("nesterov", LookAhead, dimension, context, layers, noise, [0.1, 0.3, 0.6]);

    private static TunedMethod Tune(
        string name,
        Recursion recursion,
        int dimension,
        int context,
        int layers,
        Rational noise,
        double[] momenta
    )
    {
        bool hasMomentum = momenta.Length > 1;
        (double[] at, double loss) = BestConstants.Find(
            (h, at) => recursion(h, at[0], hasMomentum ? at[1] : 0, layers),
            hasMomentum ? momenta : [],
            dimension,
            context,
            layers,
            noise
        );
        return new TunedMethod(name, at[0], hasMomentum ? at[1] : 0, loss);
    }

    private static Dual Descent(double h, Dual step, Dual momentum, int layers)
    {
        Dual p = 1;
        for (int l = 0; l < layers; l++)
        {
            p *= 1 - (step * h);
        }

        return p;
    }

    /// <summary>p_L of the heavy ball at an eigenvalue h: p_{l+1} = p_l − η h p_l + β (p_l − p_{l−1}), p_{−1} = p_0 = 1.</summary>
    internal static Dual Ball(double h, Dual step, Dual momentum, int layers)
    {
        (Dual before, Dual p) = (1, 1);
        for (int l = 0; l < layers; l++)
        {
            (before, p) = (p, p - (step * h * p) + (momentum * (p - before)));
        }

        return p;
    }

    private static Dual LookAhead(double h, Dual step, Dual momentum, int layers)
    {
        (Dual before, Dual p) = (1, 1);
        for (int l = 0; l < layers; l++)
        {
            Dual ahead = p + (momentum * (p - before));
            (before, p) = (p, ahead - (step * h * ahead));
        }

        return p;
    }
}
