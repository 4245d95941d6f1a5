using Memformer.Theory.Algebra;

namespace Memformer.Theory.Certificates;

/// <summary>The matrix letters of a certificate; diagonal ones, which commute, come first.</summary>
internal sealed class CoqMatrices(CoqNames names, CoqScalars scalars)
{
    private readonly HashSet<(Letter Letter, bool IsTransposed)> _occurring = [];

    private IEnumerable<(Letter Letter, bool IsTransposed)> Ordered =>
        _occurring
            .OrderBy(pair => pair.Letter.CommutingFamily is null)
            .ThenBy(pair => pair.Letter.Name, StringComparer.Ordinal)
            .ThenBy(pair => pair.Letter.Index)
            .ThenBy(pair => pair.IsTransposed);

    /// <summary>The diagonal matrices.</summary>
    internal IReadOnlyList<string> Diagonal => [.. Distinct(isDiagonal: true).Select(Name)];

    /// <summary>The other matrices.</summary>
    internal IReadOnlyList<string> Others => [.. Distinct(isDiagonal: false).Select(Name)];

    /// <summary>All letters as they stand in terms.</summary>
    internal IReadOnlyList<string> Terms =>
        [.. Ordered.ToList().Select(pair => Term(pair.Letter, pair.IsTransposed).Text)];

    /// <summary>The letters of a word, from left to right.</summary>
    internal IReadOnlyList<CoqTerm> Letters(Word word) =>
        [
            .. word.Factors.SelectMany(factor =>
                Enumerable.Repeat(Term(factor.Letter, factor.IsTransposed), factor.Power)
            ),
        ];

    /// <summary>A matrix as a term; a multiple of the identity is a scalar matrix.</summary>
    internal CoqTerm Of(MatrixPolynomial matrix)
    {
        CoqTerm? sum = null;
        foreach (var term in matrix.Terms)
        {
            var letters = Letters(term.Word);
            var written =
                letters.Count == 0 ? CoqTerm.Atom($"{scalars.Of(term.Coefficient).Within(0)}%:M")
                : term.Coefficient.IsOne ? Product(letters)
                : scalars.Of(term.Coefficient).Scaling(Product(letters));
            sum = sum is { } before ? before + written : written;
        }

        return sum ?? CoqTerm.Integer(0);
    }

    private static CoqTerm Product(IReadOnlyList<CoqTerm> letters) =>
        letters.Aggregate((left, right) => left.Applied(right));

    private IEnumerable<Letter> Distinct(bool isDiagonal) =>
        Ordered
            .Where(pair => (pair.Letter.CommutingFamily is not null) == isDiagonal)
            .Select(pair => pair.Letter)
            .Distinct();

    private string Name(Letter letter) => names.Of(letter.Name, letter.Index);

    private CoqTerm Term(Letter letter, bool isTransposed)
    {
        _occurring.Add((letter, isTransposed));
        return CoqTerm.Atom(isTransposed ? $"{Name(letter)}^T" : Name(letter));
    }
}
