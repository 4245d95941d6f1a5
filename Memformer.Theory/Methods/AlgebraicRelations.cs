using Memformer.Theory.Algebra;

namespace Memformer.Theory.Methods;

/// <summary>
/// Letters whose square is known, s² = p + q s, such as the θ_k of the optimised gradient method. Rewriting squares
/// decides equality: two functions are the same exactly when their difference reduces to zero.
/// </summary>
/// <remarks>
/// The leading terms s² of different letters have no common factor, so the relations are a Gröbner basis of the ideal
/// they span and the reduced numerator is unique. Numerator and denominator are reduced apart; a denominator is not made
/// rational, so equal functions can be written in different ways.
/// </remarks>
public sealed class AlgebraicRelations
{
    private readonly IReadOnlyList<(Symbol Letter, RationalFunction Constant, RationalFunction Linear)> _rules;

    private AlgebraicRelations(
        IReadOnlyList<(Symbol Letter, RationalFunction Constant, RationalFunction Linear)> rules
    ) => _rules = rules;

    /// <summary>No relation at all.</summary>
    public static AlgebraicRelations None { get; } = new([]);

    /// <summary>The letters, in the order in which they were added.</summary>
    public IReadOnlyList<Symbol> Letters => [.. _rules.Select(rule => rule.Letter)];

    /// <summary>What the square of a letter is.</summary>
    /// <param name="letter">One of <see cref="Letters"/>.</param>
    public RationalFunction SquareOf(Symbol letter)
    {
        var (_, constant, linear) = _rules.First(rule => rule.Letter == letter);
        return constant + linear * letter;
    }

    /// <summary>These relations and one more.</summary>
    /// <param name="letter">A new letter.</param>
    /// <param name="square">Its square, in older letters and at most linearly in the letter itself.</param>
    /// <exception cref="UsageException">The square is not of that form.</exception>
    public AlgebraicRelations With(Symbol letter, RationalFunction square)
    {
        ArgumentNullException.ThrowIfNull(square);
        var powers = square.Numerator.CoefficientsIn(letter);
        if (powers.Count > 2 || square.Denominator.DegreeIn(letter) > 0)
        {
            throw new UsageException($"{letter}^2 = {square}: the square must be at most linear in {letter}");
        }
        var linear =
            powers.Count == 2 ? RationalFunction.Quotient(powers[1], square.Denominator) : RationalFunction.Zero;
        return new([.. _rules, (letter, RationalFunction.Quotient(powers[0], square.Denominator), linear)]);
    }

    /// <summary>The function with no power of a letter above the first in numerator and denominator.</summary>
    /// <exception cref="UndefinedValueException">The relations make the denominator zero.</exception>
    public RationalFunction Reduce(RationalFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        if (_rules.All(rule => Degree(function, rule.Letter) < 2))
        {
            return function;
        }
        return Reduce(function.Numerator) / Reduce(function.Denominator);
    }

    /// <summary>Whether two functions are the same where the relations hold.</summary>
    public bool AreEqual(RationalFunction left, RationalFunction right)
    {
        ArgumentNullException.ThrowIfNull(left);
        return Reduce((left - right).Numerator).IsZero;
    }

    private RationalFunction Reduce(Polynomial polynomial)
    {
        // A square is written in older letters, so one pass from the newest letter to the oldest leaves none.
        RationalFunction reduced = polynomial;
        foreach (var (letter, constant, linear) in _rules.Reverse())
        {
            reduced = ReducedIn(letter, constant, linear, reduced.Numerator) / reduced.Denominator;
        }
        return reduced;
    }

    private static RationalFunction ReducedIn(
        Symbol letter,
        RationalFunction constant,
        RationalFunction linear,
        Polynomial polynomial
    )
    {
        // Horner's rule on a + b s, where (a + b s) s = b p + (a + b q) s.
        var (a, b) = (RationalFunction.Zero, RationalFunction.Zero);
        foreach (var coefficient in polynomial.CoefficientsIn(letter).Reverse())
        {
            (a, b) = (b * constant + coefficient, a + b * linear);
        }
        return a + b * letter;
    }

    private static int Degree(RationalFunction function, Symbol letter) =>
        Math.Max(function.Numerator.DegreeIn(letter), function.Denominator.DegreeIn(letter));
}
