using System.Numerics;

namespace Memformer.Theory.Algebra;

/// <summary>
/// Isolation of real roots by bisection and Descartes' rule of signs (Collins and Akritas, Polynomial real root
/// isolation using Descartes' rule of signs, 1976). It adds and shifts only, and so is much faster than a Sturm
/// sequence.
/// </summary>
internal static class RootIsolation
{
    /// <summary>The real roots of a square-free polynomial, in increasing order.</summary>
    public static IReadOnlyList<RealRoot> Of(UnivariatePolynomial squareFree)
    {
        var coefficients = squareFree.PrimitiveIntegers();
        var hasZero = coefficients[0].IsZero;
        var nonZero = hasZero ? coefficients[1..] : coefficients;
        var intervals = PositiveIntervals(Mirrored(nonZero))
            .ConvertAll(found => (Lower: -found.Upper, Upper: -found.Lower));
        intervals.AddRange(PositiveIntervals(nonZero));
        if (hasZero)
        {
            intervals.Add((Rational.Zero, Rational.Zero));
        }
        // An exact root may be an end of its neighbour's interval: the lower end first, then the upper.
        var roots = intervals
            .OrderBy(interval => interval.Lower)
            .ThenBy(interval => interval.Upper)
            .Select(interval => RealRoot.Isolated(coefficients, interval.Lower, interval.Upper))
            .ToArray();
        Separate(roots);
        return roots;
    }

    // Narrows intervals that touch, so that there is a gap between any two.
    private static void Separate(RealRoot[] roots)
    {
        for (var i = 0; i + 1 < roots.Length; i++)
        {
            while (roots[i].Upper >= roots[i + 1].Lower)
            {
                roots[i] = roots[i].Halved();
                roots[i + 1] = roots[i + 1].Halved();
            }
        }
    }

    private static List<(Rational Lower, Rational Upper)> PositiveIntervals(BigInteger[] coefficients)
    {
        var found = new List<(Rational Lower, Rational Upper)>();
        var logBound = LogRootBound(coefficients);
        var bound = logBound >= 0 ? BigInteger.One << logBound : new Rational(1, BigInteger.One << -logBound);
        var pending = new Stack<(BigInteger[] OnUnit, Rational Lower, Rational Width)>();
        pending.Push((Scaled(coefficients, logBound), Rational.Zero, bound));
        while (pending.TryPop(out var part))
        {
            var changes = DescartesBound(part.OnUnit);
            if (changes == 1)
            {
                found.Add((part.Lower, part.Lower + part.Width));
            }

            if (changes <= 1)
            {
                continue;
            }

            var half = part.Width / 2;
            var left = Scaled(part.OnUnit, -1);
            var right = ShiftedByOne(left);
            if (right[0].IsZero)
            {
                found.Add((part.Lower + half, part.Lower + half));
                right = right[1..];
            }

            pending.Push((left, part.Lower, half));
            pending.Push((right, part.Lower + half, half));
        }

        return found;
    }

    /// <summary>An upper bound for the number of roots in (0, 1), exact when it is 0 or 1.</summary>
    private static int DescartesBound(BigInteger[] coefficients)
    {
        var (changes, last) = (0, 0);
        foreach (var coefficient in ShiftedByOne([.. coefficients.Reverse()]))
        {
            var sign = coefficient.Sign;
            changes += sign != 0 && sign == -last ? 1 : 0;
            last = sign != 0 ? sign : last;
        }

        return changes;
    }

    /// <summary>The polynomial p(x + 1).</summary>
    private static BigInteger[] ShiftedByOne(BigInteger[] coefficients)
    {
        var shifted = (BigInteger[])coefficients.Clone();
        for (var start = 0; start < shifted.Length - 1; start++)
        {
            for (var i = shifted.Length - 2; i >= start; i--)
            {
                shifted[i] += shifted[i + 1];
            }
        }

        return shifted;
    }

    /// <summary>An integer multiple of p(2^exponent · x).</summary>
    private static BigInteger[] Scaled(BigInteger[] coefficients, int exponent)
    {
        var degree = coefficients.Length - 1;
        var scaled = new BigInteger[coefficients.Length];
        for (var i = 0; i < scaled.Length; i++)
        {
            scaled[i] = coefficients[i] << (exponent >= 0 ? i * exponent : (degree - i) * -exponent);
        }

        return scaled;
    }

    private static BigInteger[] Mirrored(BigInteger[] coefficients) =>
        [.. coefficients.Select((coefficient, power) => power % 2 == 0 ? coefficient : -coefficient)];

    // Fujiwara: every root is at most 2 · max |a_{n-i} / a_n|^(1/i) in magnitude; bit lengths bound the ratio.
    private static int LogRootBound(BigInteger[] coefficients)
    {
        var degree = coefficients.Length - 1;
        var leading = BigInteger.Abs(coefficients[^1]).GetBitLength() - 1;
        var bound = int.MinValue;
        for (var i = 1; i <= degree; i++)
        {
            if (!coefficients[degree - i].IsZero)
            {
                var logRatio = BigInteger.Abs(coefficients[degree - i]).GetBitLength() - leading;
                bound = Math.Max(bound, 1 + (int)Math.Ceiling((double)logRatio / i));
            }
        }

        return bound == int.MinValue ? 0 : bound;
    }
}
