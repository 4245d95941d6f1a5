using Memformer.Theory.Algebra;

namespace Memformer.Theory.Spectra;

/// <summary>
/// Where a method does no harm: the eigenvalues h ≥ 0 of H with |p_L(h)| ≤ 1. Outside, a polynomial of high degree
/// explodes, and the few prompts that have such an eigenvalue decide the mean loss.
/// </summary>
/// <param name="Intervals">Disjoint closed intervals, ascending; ends rounded to the nearest double.</param>
public sealed record ValidityDomain(IReadOnlyList<SpectralInterval> Intervals)
{
    /// <summary>The end of the interval that starts at 0; 0 when the method amplifies small eigenvalues.</summary>
    public double FirstEnd => Intervals.Count > 0 && Intervals[0].Lower == 0 ? Intervals[0].Upper : 0;

    /// <summary>Whether the eigenvalue lies in the domain.</summary>
    public bool Contains(double h) => Intervals.Any(interval => interval.Contains(h));

    /// <summary>
    /// The domain of a residual polynomial. The roots of p ± 1 are isolated exactly, and exact signs between them decide
    /// what belongs to it.
    /// </summary>
    /// <param name="residual">p, with p(0) = 1.</param>
    public static ValidityDomain Of(UnivariatePolynomial residual)
    {
        UnivariatePolynomial excess = residual * residual - UnivariatePolynomial.One;
        if (excess.IsZero)
        {
            return new ValidityDomain([new SpectralInterval(0, double.PositiveInfinity)]);
        }

        RealRoot[] roots = [.. excess.RealRoots().Where(root => root.CompareTo(Rational.Zero) > 0)];
        List<SpectralInterval> intervals = [];
        double start = 0;
        bool inside = false;
        for (int i = 0; i <= roots.Length; i++)
        {
            // A rational point between the root before and the next one.
            Rational probe =
                i == roots.Length
                    ? (i == 0 ? Rational.One : roots[i - 1].Upper + 1)
                    : Between(i == 0 ? null : roots[i - 1], roots[i]);
            bool valid = excess.Evaluate(probe).Sign <= 0;
            if (valid && !inside)
            {
                start = i == 0 ? 0 : roots[i - 1].ToDouble();
            }
            else if (!valid && inside)
            {
                intervals.Add(new SpectralInterval(start, roots[i - 1].ToDouble()));
            }

            inside = valid;
        }

        if (inside)
        {
            intervals.Add(new SpectralInterval(start, double.PositiveInfinity));
        }

        return new ValidityDomain(intervals);
    }

    private static Rational Between(RealRoot? below, RealRoot above)
    {
        Rational floor = Rational.Zero;
        while (true)
        {
            floor = below?.Upper ?? Rational.Zero;
            if (floor < above.Lower)
            {
                return (floor + above.Lower) / 2;
            }

            below = below is { IsExact: false } ? below.Refine((below.Upper - below.Lower) / 4) : below;
            above = above.IsExact ? above : above.Refine((above.Upper - above.Lower) / 4);
        }
    }
}
