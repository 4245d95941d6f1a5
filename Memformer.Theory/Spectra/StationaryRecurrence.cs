using Memformer.Theory.Algebra;

namespace Memformer.Theory.Spectra;

/// <summary>
/// A stationary method as a recurrence with constant coefficients: p_{l+1} = s(h) p_l + t(h) p_{l−1} for all l ≥ 1, with
/// s and t rational in the hyper-parameters. Its error shrinks like the roots of z² − s z − t, which gives the symbolic
/// conditions of stability and the asymptotic rate.
/// </summary>
/// <param name="Eigenvalue">The symbol of an eigenvalue h of H.</param>
/// <param name="First">s, the weight of the last residual.</param>
/// <param name="Second">t, the weight of the one before; zero for a method without memory.</param>
public sealed record StationaryRecurrence(Symbol Eigenvalue, RationalFunction First, RationalFunction Second)
{
    private const int FewestLayers = 5;

    /// <summary>
    /// Finds the recurrence that the residual polynomials satisfy; null if there is none of order two, so that the method
    /// is not stationary. The recurrence is determined by the first four polynomials and checked on all the others.
    /// </summary>
    /// <param name="residuals">The polynomials of at least five layers of the sequence where gradients are taken.</param>
    /// <exception cref="UsageException">There are fewer than five layers.</exception>
    public static StationaryRecurrence? Of(ResidualPolynomials residuals)
    {
        if (residuals.Layers < FewestLayers)
        {
            throw new UsageException(
                $"{residuals.Layers} layers do not tell whether a method is stationary; at least {FewestLayers} do"
            );
        }

        Symbol h = FreeSymbol(residuals);
        RationalFunction[] p = [.. Enumerable.Range(0, residuals.Layers + 1).Select(l => residuals.Expression(l, h))];
        RationalFunction determinant = p[1] * p[1] - p[0] * p[2];
        StationaryRecurrence found = determinant.IsZero
            ? new StationaryRecurrence(h, p[1], RationalFunction.Zero)
            : new StationaryRecurrence(
                h,
                (p[1] * p[2] - p[0] * p[3]) / determinant,
                (p[1] * p[3] - p[2] * p[2]) / determinant
            );
        if (found.First.Denominator.Variables.Contains(h) || found.Second.Denominator.Variables.Contains(h))
        {
            return null;
        }

        for (int l = 1; l + 1 < p.Length; l++)
        {
            if (p[l + 1] != found.First * p[l] + found.Second * p[l - 1])
            {
                return null;
            }
        }

        return found;
    }

    /// <summary>
    /// Expressions that must all be positive for the error at h to shrink: 1 + t, 1 − s − t and 1 + s − t (the
    /// Schur–Cohn criterion). For heavy ball: 1 − β, ηh and 2(1 + β) − ηh.
    /// </summary>
    public IReadOnlyList<RationalFunction> StabilityConditions => [1 + Second, 1 - First - Second, 1 + First - Second];

    /// <summary>The largest modulus of the roots of z² − s z − t at one eigenvalue, in double precision.</summary>
    /// <param name="values">A value for each symbol, the eigenvalue included.</param>
    public double SpectralRadius(IReadOnlyDictionary<Symbol, double> values)
    {
        double s = First.Evaluate(values);
        double t = Second.Evaluate(values);
        double discriminant = s * s / 4 + t;
        return discriminant < 0 ? Math.Sqrt(-t) : Math.Abs(s / 2) + Math.Sqrt(discriminant);
    }

    /// <summary>
    /// The asymptotic rate in the worst case: the largest spectral radius over all h of an interval, certified. A rate r
    /// is confirmed or refuted exactly: r² + t, r² − t ± r s must not be negative on the interval.
    /// </summary>
    /// <param name="values">A value for each hyper-parameter.</param>
    /// <param name="lower">The smallest eigenvalue.</param>
    /// <param name="upper">The largest eigenvalue.</param>
    /// <param name="tolerance">The greatest width of the enclosure; positive.</param>
    /// <exception cref="UsageException">A hyper-parameter has no value, or s or t is no polynomial in h.</exception>
    public Enclosure WorstRate(
        IReadOnlyDictionary<Symbol, Rational> values,
        Rational lower,
        Rational upper,
        Rational tolerance
    )
    {
        UnivariatePolynomial s = InEigenvalue(First.Substitute(values));
        UnivariatePolynomial t = InEigenvalue(Second.Substitute(values));
        bool Confirms(Rational r) =>
            PolynomialRange.IsNonNegative(r * r + t, lower, upper)
            && PolynomialRange.IsNonNegative(r * r - t - r * s, lower, upper)
            && PolynomialRange.IsNonNegative(r * r - t + r * s, lower, upper);

        Rational high = Rational.One;
        while (!Confirms(high))
        {
            high *= 2;
        }

        Rational low = Rational.Zero;
        while (high - low > tolerance)
        {
            Rational middle = (low + high) / 2;
            (low, high) = Confirms(middle) ? (low, middle) : (middle, high);
        }

        return new Enclosure(low, high);
    }

    private UnivariatePolynomial InEigenvalue(RationalFunction expression)
    {
        foreach (Symbol symbol in expression.Symbols)
        {
            if (symbol != Eigenvalue)
            {
                throw new UsageException($"{symbol} has no value; the worst rate needs one for each hyper-parameter");
            }
        }

        return expression.IsPolynomial
            ? expression.Numerator.ToUnivariate()
            : throw new UsageException($"{expression} is no polynomial in {Eigenvalue}");
    }

    private static Symbol FreeSymbol(ResidualPolynomials residuals)
    {
        HashSet<Symbol> taken = [.. residuals[residuals.Layers].SelectMany(coefficient => coefficient.Symbols)];
        return Enumerable
            .Range(0, taken.Count + 1)
            .Select(i => $"h{i}")
            .Prepend("h")
            .Select(name => new Symbol(name))
            .First(symbol => !taken.Contains(symbol));
    }
}
