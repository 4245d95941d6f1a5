using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;
using Memformer.Theory.Methods.Language;

namespace Memformer.Theory.Spectra;

/// <summary>Where a guarantee is exceeded.</summary>
/// <param name="Steps">k.</param>
/// <param name="Bound">The bound there.</param>
/// <param name="Worst">A certified lower bound of the worst case, above the bound.</param>
/// <param name="Eigenvalue">An eigenvalue h at which it is exceeded.</param>
/// <param name="Polynomial">p_k.</param>
/// <param name="Values">μ, L, and the numbers of the parameters.</param>
public sealed record GuaranteeViolation(
    int Steps,
    Rational Bound,
    Rational Worst,
    Rational Eigenvalue,
    UnivariatePolynomial Polynomial,
    IReadOnlyDictionary<Symbol, Rational> Values
);

/// <summary>
/// A guarantee held against the exact worst case over its interval, for the first steps and several condition numbers. What is
/// compared is certified; a bound that is attained inside the interval is compared to one part in a million.
/// </summary>
/// <param name="Steps">The largest k.</param>
/// <param name="Tightness">The largest quotient of worst case and bound that was met.</param>
/// <param name="Violation">Where it fails; null where it holds in all cases tried.</param>
public sealed record GuaranteeCheck(int Steps, Rational Tightness, GuaranteeViolation? Violation)
{
    private const int MostLayers = 8;

    private static readonly Rational Precision = new(1, 1_000_000);

    /// <summary>μ and L of the cases: squares, so that their roots are rational.</summary>
    public static IReadOnlyList<(Rational Mu, Rational Smoothness)> Cases { get; } =
    [(new(1, 4), 1), (new(1, 9), 4), (new(1, 100), 1)];

    /// <summary>Checks a guarantee.</summary>
    /// <returns>The outcome; null where the method's coefficients are not rational there, or are matrices.</returns>
    /// <exception cref="Methods.Language.MethodSyntaxException">An expression of the guarantee cannot be read.</exception>
    public static GuaranteeCheck? Of(LinearMethod method, Guarantee guarantee)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(guarantee);
        var (steps, tightness) = (0, Rational.Zero);
        foreach (var (mu, smoothness) in Cases)
        {
            var expressions = new GuaranteeValues(method, guarantee, mu, smoothness);
            var forms = method.Forms(MostLayers, expressions.Parameters);
            if (forms.Any(form => !form.IsScalar || form.Symbols.Count > 0))
            {
                return null;
            }

            var bounds = expressions.Of(guarantee.Bound, forms.Count);
            var (lower, upper) = (expressions.Of(guarantee.Lower, 1)[0], expressions.Of(guarantee.Upper, 1)[0]);
            for (var k = 1; k <= forms.Count; k++)
            {
                var form = forms[k - 1];
                var residual = ResidualPolynomials.Of(form).Numeric(form.Layers);
                var measured = Measured(guarantee.Kind, residual);
                var worst = PolynomialRange.LargestMagnitude(
                    measured,
                    lower,
                    upper,
                    bounds[k - 1].Abs() * Precision + new Rational(1, 1_000_000_000_000)
                );
                if (worst.Lower > bounds[k - 1])
                {
                    return new(
                        k,
                        worst.Lower / bounds[k - 1],
                        new(k, bounds[k - 1], worst.Lower, Highest(measured, lower, upper), residual, expressions.All)
                    );
                }

                steps = Math.Max(steps, k);
                var met = worst.Upper / bounds[k - 1];
                tightness = met > tightness ? met : tightness;
            }
        }

        return new(steps, tightness, null);
    }

    private static UnivariatePolynomial Measured(GuaranteeKind kind, UnivariatePolynomial residual) =>
        kind switch
        {
            GuaranteeKind.Value => new Rational(1, 2) * (UnivariatePolynomial.Variable * residual * residual),
            GuaranteeKind.Gradient => UnivariatePolynomial.Variable * residual,
            _ => residual,
        };

    /// <summary>Near which h the polynomial is largest.</summary>
    private static Rational Highest(UnivariatePolynomial polynomial, Rational lower, Rational upper) =>
        polynomial
            .Derivative()
            .RealRoots()
            .Select(root => root.Refine(Precision))
            .Select(root => (root.Lower + root.Upper) / 2)
            .Where(point => point > lower && point < upper)
            .Prepend(upper)
            .Prepend(lower)
            .MaxBy(point => polynomial.Evaluate(point).Abs())!;
}
