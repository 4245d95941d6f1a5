using System.Numerics;

namespace Memformer.Theory.Algebra;

/// <summary>
/// Letters with a relation as numbers: a letter with <c>x² = a x + b</c> is the larger root, which is the positive one where
/// b is positive. The root is irrational as a rule, so what is given are fractions close to it.
/// </summary>
public static class PositiveRoots
{
    /// <summary>Binary places of a fraction: far more than a double has, so that differences of roots keep theirs.</summary>
    private const int Places = 256;

    /// <summary>The letters that the relations determine, each by a fraction within 2^-250 of its size or so.</summary>
    /// <param name="relations">The relations; letters whose squares hold symbols without a value are left out.</param>
    /// <exception cref="UsageException">A letter has no real value.</exception>
    public static IReadOnlyDictionary<Symbol, RationalFunction> Of(AlgebraicRelations relations)
    {
        ArgumentNullException.ThrowIfNull(relations);
        Dictionary<Symbol, RationalFunction> roots = [];
        foreach (var letter in relations.Letters)
        {
            var square = relations.SquareOf(letter).Substitute(roots);
            var linear = square.Numerator.Derivative(letter) / (RationalFunction)square.Denominator;
            if ((square - linear * letter).TryGetConstant(out var b) && linear.TryGetConstant(out var a))
            {
                roots[letter] = Larger(letter, a, b);
            }
        }

        return roots;
    }

    private static Rational Larger(Symbol letter, Rational a, Rational b)
    {
        var discriminant = a * a + 4 * b;
        return discriminant.Sign >= 0
            ? (a + Root(discriminant)) / 2
            : throw new UsageException($"{letter}^2 = {a}*{letter} + {b} has no real solution");
    }

    /// <summary>√(p/q) = √(p q)/q, to as many places after the point as it has before it and then some.</summary>
    private static Rational Root(Rational number)
    {
        var scaled = number.Numerator * number.Denominator << 2 * Places;
        return new Rational(IntegerRoot(scaled), number.Denominator << Places);
    }

    /// <summary>The integer part of a square root.</summary>
    internal static BigInteger IntegerRoot(BigInteger number)
    {
        if (number.IsZero)
        {
            return number;
        }
        // Newton's iteration from above is decreasing until it reaches the integer part of the root.
        var root = BigInteger.One << (int)((number.GetBitLength() + 1) / 2);
        for (var next = root + number / root >> 1; next < root; next = root + number / root >> 1)
        {
            root = next;
        }

        return root;
    }
}
