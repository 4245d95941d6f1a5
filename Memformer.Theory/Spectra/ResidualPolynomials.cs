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
        RowSums<RationalFunction[]> sums = new(Combine);
        for (var l = 0; l < form.Layers; l++)
        {
            var next = new RationalFunction[l + 2];
            Array.Fill(next, RationalFunction.Zero);
            all[l].CopyTo(next, 0);
            var step = sums.Next(ScalarRow(form, l), all[l]);
            for (var k = 0; k < step.Length; k++)
            {
                next[k + 1] -= step[k];
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
        var shape = curvature.Shape;
        List<MatrixPolynomial> all = [MatrixPolynomial.Identity(shape.Rows)];
        List<MatrixPolynomial> gradients = [];
        RowSums<MatrixPolynomial> sums = new(terms => MatrixPolynomial.LinearCombination(shape, terms));
        for (var l = 0; l < form.Layers; l++)
        {
            gradients.Add(curvature * all[l]);
            var step = form.IsScalar
                ? sums.Next(ScalarRow(form, l), gradients[l])
                : MatrixPolynomial.FromTerms(
                    shape,
                    gradients.SelectMany((gradient, j) => (form[l, j] * gradient).Terms)
                );
            all.Add(all[l] - step);
        }

        return all;
    }

    /// <summary>p_l as an expression in the parameters and the given symbol for h.</summary>
    /// <param name="layer">l, from 0 to L.</param>
    /// <param name="eigenvalue">The symbol of an eigenvalue of H; none of the parameters.</param>
    public RationalFunction Expression(int layer, Symbol eigenvalue) =>
        RationalFunction.Sum(
            _coefficients[layer].Select((coefficient, power) => coefficient * ((RationalFunction)eigenvalue).Pow(power))
        );

    /// <summary>p_l with numbers for coefficients.</summary>
    /// <param name="layer">l, from 0 to L.</param>
    /// <exception cref="UsageException">A hyper-parameter has no value yet.</exception>
    public UnivariatePolynomial Numeric(int layer) => new(_coefficients[layer].Select(Constant));

    private static RationalFunction[] ScalarRow(CanonicalForm form, int l) =>
        [.. Enumerable.Range(0, l + 1).Select(j => form.Scalar(l, j))];

    private static RationalFunction[] Combine(
        IReadOnlyList<(RationalFunction Factor, RationalFunction[] Element)> terms
    )
    {
        var length = terms.Select(term => term.Element.Length).DefaultIfEmpty().Max();
        return
        [
            .. Enumerable
                .Range(0, length)
                .Select(k =>
                    RationalFunction.SumOfProducts([
                        .. terms.Where(term => k < term.Element.Length).Select(term => (term.Factor, term.Element[k])),
                    ])
                ),
        ];
    }

    private static Rational Constant(RationalFunction coefficient) =>
        coefficient.TryGetConstant(out var constant)
            ? constant
            : throw new UsageException($"{coefficient.Symbols[0]} has no value; a number is needed to place the roots");
}
