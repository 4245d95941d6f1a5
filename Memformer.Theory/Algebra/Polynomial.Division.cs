using System.Numerics;
using System.Runtime.InteropServices;

namespace Memformer.Theory.Algebra;

// Exact division, content, and the greatest common divisor's front door.
public sealed partial class Polynomial
{
    /// <summary>
    /// The quotient when <paramref name="divisor"/> divides this polynomial without remainder, else null.
    /// </summary>
    /// <exception cref="DivideByZeroException">The divisor is zero.</exception>
    public Polynomial? TryDivide(Polynomial divisor)
    {
        ArgumentNullException.ThrowIfNull(divisor);
        if (divisor.IsConstant)
        {
            return Scale(divisor.LeadingCoefficient.Inverse());
        }

        if (IsZero)
        {
            return Zero;
        }

        if (!divisor._variables.All(variable => Array.BinarySearch(_variables, variable) >= 0))
        {
            return null;
        }

        var aligned = divisor.Over(_variables);
        var highest = new ulong[_words];
        // Degrees add up in a product, and so do last terms: most divisions that fail are found out here.
        if (
            !TryDivideKeys(HighestPowers(), aligned.HighestPowers(), highest)
            || !TryDivideKeys(Key(TermCount - 1), aligned.Key(aligned.TermCount - 1), new ulong[_words])
        )
        {
            return null;
        }

        return _words == 1 ? DivideByTable(this, aligned, highest[0]) : DivideByMerging(this, aligned, highest);
    }

    /// <summary>The quotient by a polynomial that is known to divide this one.</summary>
    /// <exception cref="InvalidOperationException">It does not.</exception>
    internal Polynomial DivideExactly(Polynomial divisor) =>
        TryDivide(divisor) ?? throw new InvalidOperationException($"{divisor} does not divide {this}.");

    /// <summary>
    /// The positive rational number c for which this polynomial divided by c has integer coefficients without a
    /// common factor; 0 for the zero polynomial.
    /// </summary>
    public Rational Content
    {
        get
        {
            SymbolicWork.Spend(TermCount * Size);
            var numerator = BigInteger.Zero;
            foreach (var coefficient in _coefficients)
            {
                numerator = BigInteger.GreatestCommonDivisor(numerator, coefficient.Numerator);
            }

            return new(numerator, Rational.CommonDenominator(_coefficients));
        }
    }

    /// <summary>
    /// The content, with the sign of the coefficient that is first in <see cref="Ascending"/>: divided by it a polynomial is
    /// primitive and begins with a positive term, as 1 − β does and β − 1 does not.
    /// </summary>
    internal Rational SignedContent =>
        IsZero ? Rational.Zero : Content * _coefficients[Enumerable.Range(0, TermCount).MinBy(TotalDegreeOf)].Sign;

    /// <summary>
    /// The greatest common divisor: with integer coefficients without a common factor, and a positive leading
    /// coefficient. The divisor of two zeros is zero.
    /// </summary>
    public static Polynomial Gcd(Polynomial left, Polynomial right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return PolynomialGcd.Of(left, right);
    }

    /// <summary>This polynomial divided by its content, with a positive leading coefficient.</summary>
    internal Polynomial PrimitivePart()
    {
        if (IsZero)
        {
            return this;
        }

        var content = Content;
        return Scale((LeadingCoefficient.Sign < 0 ? -content : content).Inverse());
    }

    /// <summary>The monomial that divides every term: for each symbol its lowest power; 1 when there is none.</summary>
    internal Polynomial MonomialContent()
    {
        var lowest = Key(0).ToArray();
        for (var variable = 0; variable < _variables.Length; variable++)
        {
            var exponent = MonomialLayout.Exponent(lowest, variable);
            for (var term = 1; term < TermCount && exponent > 0; term++)
            {
                exponent = Math.Min(exponent, MonomialLayout.Exponent(Key(term), variable));
            }

            MonomialLayout.Clear(lowest, variable);
            MonomialLayout.Raise(lowest, variable, exponent);
        }

        return Compact(_variables, lowest, [Rational.One]);
    }

    private ulong[] HighestPowers()
    {
        var highest = new ulong[_words];
        for (var variable = 0; variable < _variables.Length; variable++)
        {
            MonomialLayout.Raise(highest, variable, MaximumExponent(variable));
        }

        return highest;
    }

    // Long division over the same variables: the leading term goes, again and again. No term of a true quotient has
    // higher powers than given.
    private static Polynomial? DivideByMerging(Polynomial dividend, Polynomial divisor, ulong[] highest)
    {
        var remainder = dividend;
        var inverse = divisor.LeadingCoefficient.Inverse();
        var (keys, coefficients) = (new List<ulong>(), new List<Rational>());
        var quotientKey = new ulong[dividend._words];
        var unused = new ulong[dividend._words];
        while (!remainder.IsZero)
        {
            if (
                !TryDivideKeys(remainder.Key(0), divisor.Key(0), quotientKey)
                || !TryDivideKeys(highest, quotientKey, unused)
            )
            {
                return null;
            }

            var coefficient = remainder._coefficients[0] * inverse;
            keys.AddRange(quotientKey);
            coefficients.Add(coefficient);
            remainder = Merge(remainder, divisor.MultiplyByTerm(quotientKey, coefficient), subtract: true);
        }

        return Compact(dividend._variables, [.. keys], [.. coefficients]);
    }

    // The same for keys of one word, with the remainder in a table, so that a step costs no more than the divisor.
    private static Polynomial? DivideByTable(Polynomial dividend, Polynomial divisor, ulong highest)
    {
        var remainder = new Dictionary<ulong, Rational>(dividend.TermCount);
        // Negated keys, since the queue gives its smallest first; the dividend's own keys are already in order.
        var added = new PriorityQueue<ulong, ulong>();
        for (var term = 0; term < dividend.TermCount; term++)
        {
            remainder[dividend._keys[term]] = dividend._coefficients[term];
        }

        var inverse = divisor.LeadingCoefficient.Inverse();
        var (keys, coefficients) = (new List<ulong>(), new List<Rational>());
        var next = 0;
        Span<ulong> quotientKey = stackalloc ulong[1];
        Span<ulong> unused = stackalloc ulong[1];
        while (next < dividend.TermCount || added.Count > 0)
        {
            var fromDividend = added.Count == 0 || (next < dividend.TermCount && dividend._keys[next] > added.Peek());
            var key = fromDividend ? dividend._keys[next++] : added.Dequeue();
            var leading = remainder[key];
            if (leading.IsZero)
            {
                continue;
            }

            if (!TryDivideKeys([key], divisor.Key(0), quotientKey) || !TryDivideKeys([highest], quotientKey, unused))
            {
                return null;
            }

            var coefficient = leading * inverse;
            keys.Add(quotientKey[0]);
            coefficients.Add(coefficient);
            SymbolicWork.Spend(divisor.TermCount * divisor.Size);
            for (var term = 0; term < divisor.TermCount; term++)
            {
                var product = unchecked(quotientKey[0] + divisor._keys[term]);
                ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(remainder, product, out var exists);
                entry -= coefficient * divisor._coefficients[term];
                if (!exists)
                {
                    added.Enqueue(product, ~product);
                }
            }
        }

        return Compact(dividend._variables, [.. keys], [.. coefficients]);
    }

    private static bool TryDivideKeys(ReadOnlySpan<ulong> dividend, ReadOnlySpan<ulong> divisor, Span<ulong> quotient)
    {
        for (var i = 0; i < dividend.Length; i++)
        {
            // With every guard bit set beforehand, one that is cleared tells of a borrow: an exponent below zero.
            var difference = unchecked((dividend[i] | MonomialLayout.Guard) - divisor[i]);
            if ((difference & MonomialLayout.Guard) != MonomialLayout.Guard)
            {
                return false;
            }

            quotient[i] = difference & ~MonomialLayout.Guard;
        }

        return true;
    }
}
