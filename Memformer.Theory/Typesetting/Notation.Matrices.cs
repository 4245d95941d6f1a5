using Memformer.Theory.Algebra;

namespace Memformer.Theory.Typesetting;

// Letters, words, matrices of the free algebra, and the places in a canonical form.
public sealed partial class Notation
{
    /// <summary>A matrix letter.</summary>
    public static Formula Of(Letter letter)
    {
        ArgumentNullException.ThrowIfNull(letter);
        return Name(letter.Name, letter.Index);
    }

    /// <summary>A product of letters; the empty one is I.</summary>
    public static Formula Of(Word word)
    {
        ArgumentNullException.ThrowIfNull(word);
        return word.IsEmpty ? "I" : Formula.Product.Of([.. word.Factors.Select(Of)]);
    }

    /// <summary>A matrix polynomial, term by term; multiples of a number (1×1) are written without I.</summary>
    public Formula Of(MatrixPolynomial matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var isNumber = matrix.Shape == new Shape(Dimension.One, Dimension.One);
        return matrix.Terms.Aggregate(
            Formula.Zero,
            (sum, term) =>
                sum + (isNumber && term.Word.IsEmpty ? Of(term.Coefficient) : Of(term.Coefficient) * Of(term.Word))
        );
    }

    /// <summary>A block matrix.</summary>
    public Formula Of(BlockMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return new Formula.Matrix([
            .. Enumerable
                .Range(0, matrix.Rows)
                .Select(row =>
                    (IReadOnlyList<Formula>)
                        [.. Enumerable.Range(0, matrix.Columns).Select(column => Of(matrix[row, column]))]
                ),
        ]);
    }

    /// <summary>A triangle as a matrix, with zeros above the diagonal.</summary>
    public static Formula Of(Triangle<Formula> triangle)
    {
        ArgumentNullException.ThrowIfNull(triangle);
        return new Formula.Matrix([
            .. triangle.Rows.Select(row =>
                (IReadOnlyList<Formula>)[.. row, .. Enumerable.Repeat(Formula.Zero, triangle.Size - row.Count)]
            ),
        ]);
    }

    private static Formula Of(WordFactor factor)
    {
        var letter = Of(factor.Letter);
        return (factor.IsTransposed, factor.Power) switch
        {
            (false, var power) => letter.Sup(power),
            (true, 1) => letter.Transposed,
            (true, var power) => letter.Transposed.Sup(power),
        };
    }
}
