using Memformer.Theory.Algebra;

namespace Memformer.Theory.Networks;

/// <summary>
/// The span of matrices over the field of coefficients, by a basis in reduced echelon form: each direction has a word
/// of its own, its pivot, with coefficient one there and zero in all other directions.
/// </summary>
internal sealed class MatrixSpan
{
    private readonly IReadOnlyList<Word> _pivots;

    private MatrixSpan(IReadOnlyList<MatrixPolynomial> directions, IReadOnlyList<Word> pivots)
    {
        Directions = directions;
        _pivots = pivots;
    }

    /// <summary>The basis.</summary>
    public IReadOnlyList<MatrixPolynomial> Directions { get; }

    /// <summary>The span of some matrices of one shape.</summary>
    public static MatrixSpan Of(IEnumerable<MatrixPolynomial> matrices)
    {
        List<MatrixPolynomial> directions = [];
        List<Word> pivots = [];
        foreach (var matrix in matrices)
        {
            var rest = Reduce(matrix, directions, pivots);
            if (rest.IsZero)
            {
                continue;
            }

            var (coefficient, pivot) = rest.Terms[0];
            var direction = 1 / coefficient * rest;
            for (var other = 0; other < directions.Count; other++)
            {
                directions[other] -= directions[other][pivot] * direction;
            }

            directions.Add(direction);
            pivots.Add(pivot);
        }

        return new(directions, pivots);
    }

    /// <summary>The coordinates of a member of the span, filled up with zeros.</summary>
    public IReadOnlyList<RationalFunction> Coordinates(MatrixPolynomial member, int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(index => index < _pivots.Count ? member[_pivots[index]] : RationalFunction.Zero),
        ];

    private static MatrixPolynomial Reduce(
        MatrixPolynomial matrix,
        IReadOnlyList<MatrixPolynomial> directions,
        IReadOnlyList<Word> pivots
    ) => directions.Zip(pivots).Aggregate(matrix, (rest, basis) => rest - matrix[basis.Second] * basis.First);
}
