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

        var h = FreeSymbol(residuals);
        RationalFunction[] p = [.. Enumerable.Range(0, residuals.Layers + 1).Select(l => residuals.Expression(l, h))];
        var determinant = p[1] * p[1] - p[0] * p[2];
        var found = determinant.IsZero
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

        for (var l = 1; l + 1 < p.Length; l++)
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

    /// <summary>
    /// Up to which eigenvalue no root of z² − s z − t lies outside the unit disc (null: for none), and where the first leaves it
    /// (null: two leave together). Null as a whole unless the eigenvalue is the only symbol left and the conditions are affine in it.
    /// </summary>
    public (Rational? Largest, Rational? Root)? Bounds
    {
        get
        {
            (RationalFunction Condition, Rational? Root)[] conditions =
            [
                (1 - First - Second, Rational.One),
                (1 + First - Second, -Rational.One),
                (1 + Second, null),
            ];
            if (
                conditions.Any(pair =>
                    pair.Condition.Symbols.Any(symbol => symbol != Eigenvalue)
                    || !pair.Condition.IsPolynomial
                    || pair.Condition.Numerator.ToUnivariate().Degree > 1
                )
            )
            {
                return null;
            }

            (Rational? largest, Rational? root) = (null, null);
            foreach ((var condition, var place) in conditions)
            {
                var line = InEigenvalue(condition);
                (var start, var slope) = (
                    line.Evaluate(Rational.Zero),
                    line.Evaluate(Rational.One) - line.Evaluate(Rational.Zero)
                );
                if (start.Sign < 0 || (start.IsZero && slope.Sign < 0))
                {
                    return (null, place);
                }

                if (slope.Sign < 0 && (largest is null || -start / slope < largest))
                {
                    (largest, root) = (-start / slope, place);
                }
            }

            return (largest, root);
        }
    }

    /// <summary>
    /// What is left of the error after infinitely many layers, where the recurrence converges: zero, or, where 1 is always a root,
    /// <c>1 − c h / (1 + t)</c> with c the first step.
    /// </summary>
    /// <param name="firstStep">c_{0,0}, so that p_1 = 1 − c h.</param>
    public RationalFunction Limit(RationalFunction firstStep) =>
        First + Second == RationalFunction.One && !(1 + Second).IsZero
            ? 1 - firstStep * Eigenvalue / (1 + Second)
            : RationalFunction.Zero;

    /// <summary>The largest modulus of the roots of z² − s z − t at one eigenvalue, in double precision.</summary>
    /// <param name="values">A value for each symbol, the eigenvalue included.</param>
    public double SpectralRadius(IReadOnlyDictionary<Symbol, double> values)
    {
        var s = First.Evaluate(values);
        var t = Second.Evaluate(values);
        var discriminant = s * s / 4 + t;
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
        var s = InEigenvalue(First.Substitute(values));
        var t = InEigenvalue(Second.Substitute(values));
        bool Confirms(Rational r) =>
            PolynomialRange.IsNonNegative(r * r + t, lower, upper)
            && PolynomialRange.IsNonNegative(r * r - t - r * s, lower, upper)
            && PolynomialRange.IsNonNegative(r * r - t + r * s, lower, upper);

        var high = Rational.One;
        while (!Confirms(high))
        {
            high *= 2;
        }

        var low = Rational.Zero;
        while (high - low > tolerance)
        {
            var middle = (low + high) / 2;
            (low, high) = Confirms(middle) ? (low, middle) : (middle, high);
        }

        return new Enclosure(low, high);
    }

    private UnivariatePolynomial InEigenvalue(RationalFunction expression)
    {
        foreach (var symbol in expression.Symbols)
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
