using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;

namespace Memformer.Theory.Spectra;

/// <summary>
/// The residual polynomials of a method with scalar coefficients: w_l − w* = p_l(H)(w_0 − w*) with p_0 = 1 and
/// p_{l+1} = p_l − h Σ_{j≤l} c_{l,j} p_j. Exact in the method's hyper-parameters.
/// </summary>
public sealed class ResidualPolynomials
{
    private readonly RationalFunction[][] _coefficients;

    private ResidualPolynomials(RationalFunction[][] coefficients) => _coefficients = coefficients;

    /// <summary>The number of layers L; there are polynomials p_0 … p_L.</summary>
    public int Layers => _coefficients.Length - 1;

    /// <summary>The coefficients of p_l in h, that of the constant term first; the first is 1.</summary>
    /// <param name="layer">l, from 0 to L.</param>
    public IReadOnlyList<RationalFunction> this[int layer] => _coefficients[layer];

    /// <summary>The polynomials of a canonical form.</summary>
    /// <param name="form">The coefficients C_{l,j}; a network whose A_l are a_l Σ⁻¹ is read in whitened coordinates.</param>
    /// <exception cref="UsageException">A coefficient is no multiple of the identity; see <see cref="InFreeAlgebra"/>.</exception>
    public static ResidualPolynomials Of(CanonicalForm form)
    {
        if (!form.IsScalar)
        {
            throw new UsageException(
                "the coefficients are matrices, so the residual is no polynomial in one eigenvalue; "
                    + "choose values that make them multiples of the identity"
            );
        }

        List<RationalFunction[]> all =
        [
            [RationalFunction.One],
        ];
        for (int l = 0; l < form.Layers; l++)
        {
            RationalFunction[] next = new RationalFunction[l + 2];
            Array.Fill(next, RationalFunction.Zero);
            all[l].CopyTo(next, 0);
            for (int j = 0; j <= l; j++)
            {
                RationalFunction c = form.Scalar(l, j);
                for (int k = 0; k < all[j].Length && !c.IsZero; k++)
                {
                    next[k + 1] -= c * all[j][k];
                }
            }

            all.Add(next);
        }

        return new ResidualPolynomials([.. all]);
    }

    /// <summary>
    /// The residuals of any method as elements of the free algebra: P_0 = I, P_{l+1} = P_l − Σ_j C_{l,j} H P_j.
    /// </summary>
    /// <param name="form">The coefficients, d×d.</param>
    /// <param name="curvature">The letter H, d×d and symmetric.</param>
    public static IReadOnlyList<MatrixPolynomial> InFreeAlgebra(CanonicalForm form, Letter curvature)
    {
        List<MatrixPolynomial> all = [MatrixPolynomial.Identity(curvature.Shape.Rows)];
        for (int l = 0; l < form.Layers; l++)
        {
            MatrixPolynomial next = all[l];
            for (int j = 0; j <= l; j++)
            {
                next -= form[l, j] * (curvature * all[j]);
            }

            all.Add(next);
        }

        return all;
    }

    /// <summary>p_l as an expression in the parameters and the given symbol for h.</summary>
    /// <param name="layer">l, from 0 to L.</param>
    /// <param name="eigenvalue">The symbol of an eigenvalue of H; none of the parameters.</param>
    public RationalFunction Expression(int layer, Symbol eigenvalue) =>
        _coefficients[layer]
            .Select((coefficient, power) => coefficient * ((RationalFunction)eigenvalue).Pow(power))
            .Aggregate(RationalFunction.Zero, (sum, term) => sum + term);

    /// <summary>p_l with numbers for coefficients.</summary>
    /// <param name="layer">l, from 0 to L.</param>
    /// <exception cref="UsageException">A hyper-parameter has no value yet.</exception>
    public UnivariatePolynomial Numeric(int layer) => new(_coefficients[layer].Select(Constant));

    private static Rational Constant(RationalFunction coefficient) =>
        coefficient.TryGetConstant(out Rational constant)
            ? constant
            : throw new UsageException($"{coefficient.Symbols[0]} has no value; a number is needed to place the roots");
}
