using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;

namespace Memformer.Theory.Spectra;

/// <summary>Methods that have given residual polynomials, with exact coefficients.</summary>
public static class PolynomialMethod
{
    /// <summary>
    /// The method whose l-th residual polynomial is the l-th given one, for every l: a network that answers after every
    /// layer. Its c_{l,j} are the coefficients of (p_l − p_{l+1})/h in the basis p_0 … p_l.
    /// </summary>
    /// <param name="residuals">p_1 … p_L, p_l of degree l with p_l(0) = 1.</param>
    /// <exception cref="UsageException">A polynomial has another degree or another value at 0.</exception>
    public static CanonicalForm Through(IReadOnlyList<UnivariatePolynomial> residuals)
    {
        List<UnivariatePolynomial> basis = [UnivariatePolynomial.One];
        List<RationalFunction[]> rows = [];
        foreach (var residual in residuals)
        {
            var l = basis.Count - 1;
            if (residual.Degree != l + 1 || residual.Evaluate(Rational.Zero) != Rational.One)
            {
                throw new UsageException(
                    $"residual polynomial {l + 1} is {residual}; allowed: degree {l + 1}, value 1 at 0"
                );
            }

            UnivariatePolynomial rest = new((basis[l] - residual).Coefficients.Skip(1));
            var row = new RationalFunction[l + 1];
            for (var j = l; j >= 0; j--)
            {
                var c = rest.Degree < j ? Rational.Zero : rest.Coefficients[j] / basis[j].LeadingCoefficient;
                row[j] = c;
                rest -= c * basis[j];
            }

            rows.Add(row);
            basis.Add(residual);
        }

        return CanonicalForm.FromScalars(new(rows));
    }

    /// <summary>Plain descent with these steps: c_{l,l} = a_l.</summary>
    public static CanonicalForm Descent(IReadOnlyList<Rational> steps) =>
        Momentum([.. steps.Select(step => new MomentumStep(step, Rational.Zero))]);

    /// <summary>Heavy ball with steps a_l and momenta b_l that change: c_{l,j} = a_j b_{j+1} … b_l.</summary>
    public static CanonicalForm Momentum(IReadOnlyList<MomentumStep> steps)
    {
        List<RationalFunction[]> rows = [];
        foreach (var step in steps)
        {
            IEnumerable<RationalFunction> before = rows.Count == 0 ? [] : rows[^1];
            rows.Add([.. before.Select(c => step.Momentum * c), step.Step]);
        }

        return CanonicalForm.FromScalars(new(rows));
    }

    /// <summary>
    /// Steps and momenta of w_{l+1} = w_l − a_l ∇f(w_l) + b_l (w_l − w_{l−1}) with the last two residual polynomials as
    /// given, by Euclid's algorithm: p_{l+1} = (1 + b_l − a_l h) p_l − b_l p_{l−1} is a division with remainder. All of
    /// it is rational, also where the step sizes of plain descent are not.
    /// </summary>
    /// <param name="last">p_L, with p_L(0) = 1 and degree L ≥ 1.</param>
    /// <param name="lastButOne">p_{L−1}, with value 1 at 0 and degree L − 1.</param>
    /// <returns>The steps, or null where a degree drops by more than one on the way.</returns>
    public static IReadOnlyList<MomentumStep>? Momentum(UnivariatePolynomial last, UnivariatePolynomial lastButOne)
    {
        List<MomentumStep> steps = [];
        (var upper, var lower) = (last, lastButOne);
        while (upper.Degree > 0)
        {
            (var quotient, var remainder) = upper.DivideBy(lower);
            var momentum = -remainder.Evaluate(Rational.Zero);
            var regular = upper.Degree == lower.Degree + 1 && remainder.Degree == lower.Degree - 1;
            if (!regular || (momentum.IsZero && lower.Degree > 0))
            {
                return null;
            }

            steps.Insert(0, new MomentumStep(-quotient.LeadingCoefficient, momentum));
            (upper, lower) = (lower, momentum.IsZero ? lower : remainder / -momentum);
        }

        return steps;
    }
}

/// <summary>One step w_{l+1} = w_l − a ∇f(w_l) + b (w_l − w_{l−1}).</summary>
/// <param name="Step">a.</param>
/// <param name="Momentum">b; 0 for the first step.</param>
public sealed record MomentumStep(Rational Step, Rational Momentum);
