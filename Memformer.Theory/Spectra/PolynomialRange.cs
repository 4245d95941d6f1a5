using Memformer.Theory.Algebra;

namespace Memformer.Theory.Spectra;

/// <summary>A certified enclosure of a real number: it lies in the closed interval.</summary>
/// <param name="Lower">At most the number.</param>
/// <param name="Upper">At least the number.</param>
public readonly record struct Enclosure(Rational Lower, Rational Upper)
{
    /// <summary>The middle, in double precision.</summary>
    public double Middle => ((Lower + Upper) / 2).ToDouble();
}

/// <summary>
/// The values of a polynomial on an interval, certified: critical points are isolated exactly and the value near each
/// is bounded in rational arithmetic. Nothing is sampled.
/// </summary>
public static class PolynomialRange
{
    private static readonly Rational InitialWidth = new(1, 1 << 20);

    /// <summary>The largest |p(h)| on [lower, upper], in an interval no wider than the tolerance.</summary>
    /// <param name="polynomial">p.</param>
    /// <param name="lower">The lower end.</param>
    /// <param name="upper">The upper end, not below the lower.</param>
    /// <param name="tolerance">The greatest width of the enclosure; positive.</param>
    /// <exception cref="UsageException">The interval is empty, or the tolerance is not positive.</exception>
    public static Enclosure LargestMagnitude(
        UnivariatePolynomial polynomial,
        Rational lower,
        Rational upper,
        Rational tolerance
    )
    {
        if (lower > upper || tolerance.Sign <= 0)
        {
            throw new UsageException(
                $"interval [{lower}, {upper}], tolerance {tolerance}; allowed: ends in order, a positive tolerance"
            );
        }

        var ends = Max(polynomial.Evaluate(lower).Abs(), polynomial.Evaluate(upper).Abs());
        Enclosure largest = new(ends, ends);
        var slope = polynomial.Derivative();
        if (slope.Degree < 1)
        {
            return largest;
        }

        foreach (var root in slope.RealRoots())
        {
            if (root.CompareTo(lower) > 0 && root.CompareTo(upper) < 0)
            {
                var value = MagnitudeAt(polynomial, root, tolerance);
                largest = new Enclosure(Max(largest.Lower, value.Lower), Max(largest.Upper, value.Upper));
            }
        }

        return largest;
    }

    /// <summary>Whether p(h) ≥ 0 on the whole interval, decided exactly.</summary>
    /// <param name="polynomial">p.</param>
    /// <param name="lower">The lower end.</param>
    /// <param name="upper">The upper end, not below the lower.</param>
    public static bool IsNonNegative(UnivariatePolynomial polynomial, Rational lower, Rational upper)
    {
        if (polynomial.IsZero)
        {
            return true;
        }

        // Between two neighbouring roots the sign is constant, so one point of each stretch decides.
        List<Rational> points = [lower, upper];
        foreach (var root in polynomial.RealRoots())
        {
            points.Add(root.Lower);
            points.Add(root.Upper);
        }

        Rational[] inside = [.. points.Where(point => point >= lower && point <= upper).Distinct().Order()];
        return inside.All(point => polynomial.Evaluate(point).Sign >= 0)
            && inside.Zip(inside.Skip(1)).All(pair => polynomial.Evaluate((pair.First + pair.Second) / 2).Sign >= 0);
    }

    private static Enclosure MagnitudeAt(UnivariatePolynomial polynomial, RealRoot root, Rational tolerance)
    {
        for (var width = InitialWidth; ; width *= width)
        {
            var narrow = root.Refine(width);
            var middle = (narrow.Lower + narrow.Upper) / 2;
            var half = (narrow.Upper - narrow.Lower) / 2;

            // About the middle, |p(middle + t) − p(middle)| ≤ Σ |c_k| half^k with the Taylor coefficients c_k.
            var shifted = polynomial.Compose(new UnivariatePolynomial([middle, Rational.One]));
            var value = shifted.Evaluate(Rational.Zero).Abs();
            var error = new UnivariatePolynomial(
                shifted.Coefficients.Skip(1).Select(c => c.Abs()).Prepend(Rational.Zero)
            ).Evaluate(half);
            if (2 * error <= tolerance)
            {
                return new Enclosure(Max(value - error, Rational.Zero), value + error);
            }
        }
    }

    private static Rational Max(Rational first, Rational second) => first > second ? first : second;
}
