using System.Numerics;
using Memformer.Theory.Algebra;

namespace Memformer.Theory.Methods.Language;

/// <summary>Square roots that are exact: of squares of rationals, and of products of even powers of symbols.</summary>
internal static class SquareRoots
{
    /// <summary>The root with a positive coefficient, or null where there is none in the field.</summary>
    internal static RationalFunction? Of(RationalFunction function) =>
        Of(function.Numerator) is { } numerator && Of(function.Denominator) is { } denominator
            ? numerator / denominator
            : null;

    /// <summary>The rational root, or null where it is irrational.</summary>
    internal static Rational? Of(Rational number) =>
        Of(number.Numerator) is { } numerator && Of(number.Denominator) is { } denominator
            ? new Rational(numerator, denominator)
            : null;

    private static RationalFunction? Of(Polynomial polynomial)
    {
        if (polynomial.IsZero)
        {
            return RationalFunction.Zero;
        }

        if (polynomial.TermCount != 1 || Of(polynomial.LeadingCoefficient) is not { } root)
        {
            return null;
        }

        RationalFunction product = root;
        foreach (var symbol in polynomial.Variables)
        {
            var exponent = polynomial.DegreeIn(symbol);
            if (exponent % 2 != 0)
            {
                return null;
            }

            product *= ((RationalFunction)symbol).Pow(exponent / 2);
        }

        return product;
    }

    private static BigInteger? Of(BigInteger number)
    {
        if (number.Sign <= 0)
        {
            return number.IsZero ? BigInteger.Zero : null;
        }

        var root = PositiveRoots.IntegerRoot(number);
        return root * root == number ? root : null;
    }
}
