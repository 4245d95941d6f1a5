using Memformer.Learn.Numerics;
using Memformer.Theory.Algebra;

namespace Memformer.Learn.Spectra;

/// <summary>
/// GD++ with scalar blocks: layers that also transform the tokens, X_{l+1} = (1 − b_l a_l H_l) X_l (von Oswald et al.,
/// arXiv:2212.07677; Ahn et al., arXiv:2306.00297). On an eigenvalue h of H, q_{l+1} = q_l (1 − b_l a_l q_l² h) and
/// p_{l+1} = p_l (1 − a_l q_l² h): a residual polynomial of degree (3ᴸ − 1)/2 from L layers.
/// </summary>
/// <param name="Steps">The steps a_0 … a_{L−1}.</param>
/// <param name="Whitening">The factors b_0 … b_{L−2}; that of the last layer has no effect on the answer.</param>
public sealed record GdPlusPlus(IReadOnlyList<double> Steps, IReadOnlyList<double> Whitening)
{
    /// <summary>The largest L whose loss is computed; it needs moments up to 3ᴸ − 1.</summary>
    public const int MostLayers = 4;

    /// <summary>The number of layers L.</summary>
    public int Layers => Steps.Count;

    /// <summary>The degree (3ᴸ − 1)/2 of the residual polynomial of L layers.</summary>
    public static int DegreeOf(int layers) => (int)((Math.Pow(3, layers) - 1) / 2);

    /// <summary>The residual polynomial in h, with the exact values of the parameters as they are stored.</summary>
    public UnivariatePolynomial Polynomial()
    {
        UnivariatePolynomial h = new([0, 1]);
        UnivariatePolynomial one = new([1]);
        UnivariatePolynomial q = one;
        UnivariatePolynomial p = one;
        for (int l = 0; l < Layers; l++)
        {
            UnivariatePolynomial step = Rational.FromDouble(Steps[l]) * (q * q * h);
            p *= one - step;
            if (l < Whitening.Count)
            {
                q *= one - (Rational.FromDouble(Whitening[l]) * step);
            }
        }

        return p;
    }

    /// <summary>p_L(h) in double precision.</summary>
    /// <param name="h">An eigenvalue of H.</param>
    public double Residual(double h) => Residual(h, Dual.Constants(Steps), Dual.Constants(Whitening)).Value;

    /// <summary>p_L(h) with its gradient in the parameters.</summary>
    internal static Dual Residual(double h, Dual[] steps, Dual[] whitening)
    {
        Dual q = 1;
        Dual p = 1;
        for (int l = 0; l < steps.Length; l++)
        {
            Dual step = steps[l] * q * q * h;
            p *= 1 - step;
            if (l < whitening.Length)
            {
                q *= 1 - (whitening[l] * step);
            }
        }

        return p;
    }
}
