using System.Numerics;

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
        if (divisor._variables.Any(variable => divisor.DegreeIn(variable) > DegreeIn(variable)))
        {
            return null;
        }
        var remainder = this;
        var aligned = divisor.Over(_variables);
        var inverse = divisor.LeadingCoefficient.Inverse();
        var (keys, coefficients) = (new List<ulong>(), new List<Rational>());
        var quotientKey = new ulong[_words];
        while (!remainder.IsZero)
        {
            if (!TryDivideKeys(remainder.Key(0), aligned.Key(0), quotientKey))
            {
                return null;
            }
            var coefficient = remainder._coefficients[0] * inverse;
            keys.AddRange(quotientKey);
            coefficients.Add(coefficient);
            remainder = Merge(remainder, aligned.MultiplyByTerm(quotientKey, coefficient), subtract: true);
        }
        return Compact(_variables, [.. keys], [.. coefficients]);
    }

    /// <summary>
    /// The positive rational number c for which this polynomial divided by c has integer coefficients without a
    /// common factor; 0 for the zero polynomial.
    /// </summary>
    public Rational Content
    {
        get
        {
            var (numerator, denominator) = (BigInteger.Zero, BigInteger.One);
            foreach (var coefficient in _coefficients)
            {
                numerator = BigInteger.GreatestCommonDivisor(numerator, coefficient.Numerator);
                denominator *=
                    coefficient.Denominator / BigInteger.GreatestCommonDivisor(denominator, coefficient.Denominator);
            }
            return new(numerator, denominator);
        }
    }

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
