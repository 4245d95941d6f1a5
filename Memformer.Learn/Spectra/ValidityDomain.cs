using System.Numerics;
using Memformer.Theory.Algebra;

namespace Memformer.Learn.Spectra;

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
    /// The domain of a residual polynomial. The roots of p − 1 and p + 1 are isolated exactly, and exact values between
    /// them decide what belongs to it.
    /// </summary>
    /// <param name="residual">p, with p(0) = 1.</param>
    public static ValidityDomain Of(UnivariatePolynomial residual)
    {
        RealRoot[] ends = Ends(residual);
        List<SpectralInterval> intervals = [];
        double? start = null;
        for (int i = 0; i <= ends.Length; i++)
        {
            Rational before = i == 0 ? Rational.Zero : ends[i - 1].Upper;
            Rational probe = i == ends.Length ? before + 1 : (before + ends[i].Lower) / 2;
            bool isValid = residual.Evaluate(probe).Abs() <= Rational.One;
            double end = i == 0 ? 0 : ends[i - 1].ToDouble();
            if (isValid)
            {
                start ??= end;
            }
            else if (start is double from)
            {
                intervals.Add(new SpectralInterval(from, end));
                start = null;
            }
        }

        if (start is double last)
        {
            intervals.Add(new SpectralInterval(last, double.PositiveInfinity));
        }

        return new ValidityDomain(intervals);
    }

    /// <summary>The positive points where |p| = 1, ascending, in intervals with room between them.</summary>
    private static RealRoot[] Ends(UnivariatePolynomial residual)
    {
        List<RealRoot> ends = [];
        foreach (int sign in (ReadOnlySpan<int>)[1, -1])
        {
            UnivariatePolynomial crossing = residual - sign;
            if (crossing.Degree > 0)
            {
                ends.AddRange(crossing.RealRoots().Where(root => root.CompareTo(Rational.Zero) > 0));
            }
        }

        for (int i = 0; i < ends.Count; i++)
        {
            // Away from 0, so that a point fits between 0 and the first.
            while (ends[i].Lower.Sign <= 0)
            {
                ends[i] = Narrowed(ends[i], 1);
            }
        }

        // Ends may lie within rounding of each other; refinement is quadratic, so its aim squares as well.
        for (int bits = 1; ; bits *= 2)
        {
            ends.Sort((first, second) => first.Lower.CompareTo(second.Lower));
            int[] overlaps = [.. Enumerable.Range(0, Math.Max(0, ends.Count - 1)).Where(i => !Apart(ends, i))];
            if (overlaps.Length == 0)
            {
                return [.. ends];
            }

            foreach (int end in overlaps.SelectMany(i => (int[])[i, i + 1]).Distinct())
            {
                ends[end] = Narrowed(ends[end], bits);
            }
        }
    }

    private static bool Apart(List<RealRoot> ends, int i) => ends[i].Upper < ends[i + 1].Lower;

    private static RealRoot Narrowed(RealRoot root, int bits) =>
        root.IsExact ? root : root.Refine((root.Upper - root.Lower) / (BigInteger.One << bits));
}
