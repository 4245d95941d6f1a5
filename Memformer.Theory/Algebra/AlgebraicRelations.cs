namespace Memformer.Theory.Algebra;

/// <summary>
/// Letters that are not independent: each satisfies a quadratic equation <c>x² = a·x + b</c> over those before it, such
/// as <c>s² = kappa</c> or <c>theta[k+1]² = theta[k+1] + theta[k]²</c>. <see cref="Reduce(RationalFunction)"/> brings a
/// rational function to the one form in which every such letter stands to the first power at most, and only in the
/// numerator; two functions are equal under the relations when their reduced forms are.
/// </summary>
/// <remarks>
/// The equations must be irreducible, each over the field that the ones before it define (as they are for square roots
/// of independent quantities): else the letters do not generate a field, and a division may be refused.
/// </remarks>
public sealed class AlgebraicRelations
{
    private sealed record Relation(Symbol Letter, RationalFunction Linear, RationalFunction Constant);

    private readonly IReadOnlyList<Relation> _relations;

    private AlgebraicRelations(IReadOnlyList<Relation> relations) => _relations = relations;

    /// <summary>No relations: all letters are independent.</summary>
    public static AlgebraicRelations None { get; } = new([]);

    /// <summary>The letters that satisfy a relation, in the order in which the relations were added.</summary>
    public IReadOnlyList<Symbol> Letters => [.. _relations.Select(relation => relation.Letter)];

    /// <summary>The right-hand side of a letter's relation, <c>linear · letter + constant</c>.</summary>
    /// <exception cref="InvalidOperationException">The letter has no relation.</exception>
    public RationalFunction SquareOf(Symbol letter)
    {
        var relation = _relations.Single(relation => relation.Letter == letter);
        return relation.Linear * letter + relation.Constant;
    }

    /// <summary>These relations and <c>root² = square</c>.</summary>
    /// <exception cref="ArgumentException">The letter has a relation already, or occurs in an earlier one or on the right.</exception>
    public AlgebraicRelations WithSquareRoot(Symbol root, RationalFunction square) =>
        With(root, RationalFunction.Zero, square);

    /// <summary>These relations and <c>letter² = linear · letter + constant</c>.</summary>
    /// <exception cref="ArgumentException">The letter has a relation already, or occurs in an earlier one or on the right.</exception>
    public AlgebraicRelations With(Symbol letter, RationalFunction linear, RationalFunction constant)
    {
        ArgumentNullException.ThrowIfNull(linear);
        ArgumentNullException.ThrowIfNull(constant);
        var occurring = _relations.SelectMany(relation => relation.Linear.Symbols.Concat(relation.Constant.Symbols));
        if (Letters.Contains(letter) || occurring.Concat(linear.Symbols).Concat(constant.Symbols).Contains(letter))
        {
            throw new ArgumentException(
                $"{letter}^2 = ({linear})*{letter} + {constant}: the letter must be new, and its square given by others.",
                nameof(letter)
            );
        }

        return new([.. _relations, new(letter, Reduce(linear), Reduce(constant))]);
    }

    /// <summary>The relations of some letters; they must not contain others that have one.</summary>
    internal AlgebraicRelations Where(Func<Symbol, bool> chosen) =>
        new([.. _relations.Where(relation => chosen(relation.Letter))]);

    /// <summary>The function in its reduced form.</summary>
    /// <exception cref="UndefinedValueException">The denominator vanishes under the relations.</exception>
    public RationalFunction Reduce(RationalFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Reduce(function, _relations.Count);
    }

    /// <summary>Whether two functions are equal under the relations.</summary>
    public bool AreEqual(RationalFunction left, RationalFunction right) => Reduce(left - right).IsZero;

    // The last of the first `count` relations goes first: its right-hand side holds letters of earlier ones only.
    private RationalFunction Reduce(RationalFunction function, int count)
    {
        while (count > 0 && !function.Symbols.Contains(_relations[count - 1].Letter))
        {
            count--;
        }

        if (count == 0)
        {
            return function;
        }

        var relation = _relations[count - 1];
        var (n0, n1) = Linearize(function.Numerator, relation, count);
        if (function.IsPolynomial)
        {
            return n0 + n1 * relation.Letter;
        }

        var (d0, d1) = Linearize(function.Denominator, relation, count);
        // Multiply by the conjugate d0 + d1·(a − x) of the denominator d0 + d1·x.
        var conjugate = d0 + d1 * relation.Linear;
        var norm = Reduce(d0 * conjugate - d1 * d1 * relation.Constant, count - 1);
        if (norm.IsZero)
        {
            throw new UndefinedValueException($"{function} is undefined: its denominator vanishes under the relations");
        }

        var constant = n0 * conjugate - n1 * d1 * relation.Constant;
        var linear = n1 * d0 - n0 * d1;
        return Reduce(constant / norm, count - 1) + Reduce(linear / norm, count - 1) * relation.Letter;
    }

    // The polynomial modulo the relation, as a first and a second coefficient: p = p0 + p1·x.
    private (RationalFunction Constant, RationalFunction Linear) Linearize(
        Polynomial polynomial,
        Relation relation,
        int count
    )
    {
        var (constant, linear) = (RationalFunction.Zero, RationalFunction.Zero);
        foreach (var coefficient in polynomial.CoefficientsIn(relation.Letter).Reverse())
        {
            // Horner's rule: (p0 + p1·x)·x = p1·b + (p0 + p1·a)·x.
            (constant, linear) = (linear * relation.Constant + coefficient, constant + linear * relation.Linear);
        }

        return (Reduce(constant, count - 1), Reduce(linear, count - 1));
    }
}
