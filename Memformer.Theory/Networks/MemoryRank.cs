using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;

namespace Memformer.Theory.Networks;

/// <summary>
/// The least number of registers, each a d-vector, that a recurrent network with one gradient per layer must carry from
/// layer to layer, besides its iterate: the largest rank, over the field of coefficients, of the blocks of C that lie
/// below the diagonal (rows from l on, columns before l). Gradient descent needs none, heavy ball and Nesterov one.
/// </summary>
public static class MemoryRank
{
    /// <summary>The number of registers.</summary>
    public static int Of(CanonicalForm coefficients)
    {
        ArgumentNullException.ThrowIfNull(coefficients);
        return Enumerable
            .Range(1, coefficients.Layers - 1)
            .Select(cut => Rank(Block(coefficients, cut)))
            .DefaultIfEmpty()
            .Max();
    }

    /// <summary>The rows below a cut as vectors; a matrix coefficient has one coordinate for each of the block's words.</summary>
    private static IReadOnlyList<RationalFunction[]> Block(CanonicalForm coefficients, int cut)
    {
        var rows = Enumerable.Range(cut, coefficients.Layers - cut).ToList();
        var words = Enumerable
            .Range(0, cut)
            .Select(column =>
                rows.SelectMany(row => coefficients[row, column].Terms).Select(term => term.Word).Distinct().ToList()
            )
            .ToList();
        return
        [
            .. rows.Select(row =>
                words.SelectMany((list, column) => list.Select(word => coefficients[row, column][word])).ToArray()
            ),
        ];
    }

    /// <summary>
    /// The rank. At a point it can only be smaller, so a full rank at one point decides; elimination with formulas is
    /// left for the blocks that have a smaller one, where it ends after as many steps.
    /// </summary>
    private static int Rank(IReadOnlyList<RationalFunction[]> rows)
    {
        var full = Math.Min(rows.Count, rows[0].Length);
        return full == 0 || RankAtPoint(rows) == full ? full : Eliminate(rows);
    }

    private static int RankAtPoint(IReadOnlyList<RationalFunction[]> rows)
    {
        var values = rows.SelectMany(row => row)
            .SelectMany(entry => entry.Symbols)
            .Distinct()
            .Order()
            .Select((symbol, index) => (symbol, Value: new Rational(index * index + 2, 2 * index + 3)))
            .ToDictionary(pair => pair.symbol, pair => pair.Value);
        try
        {
            return Eliminate([
                .. rows.Select(row => row.Select(entry => (RationalFunction)entry.Evaluate(values)).ToArray()),
            ]);
        }
        catch (UndefinedValueException)
        {
            return 0;
        }
    }

    private static int Eliminate(IReadOnlyList<RationalFunction[]> rows)
    {
        List<(int Pivot, RationalFunction[] Row)> basis = [];
        foreach (var row in rows)
        {
            var rest = basis.Aggregate(row, (rest, known) => Without(rest, known.Row, known.Pivot));
            var pivot = Array.FindIndex(rest, entry => !entry.IsZero);
            if (pivot >= 0)
            {
                basis.Add((pivot, rest));
            }
        }

        return basis.Count;
    }

    private static RationalFunction[] Without(RationalFunction[] row, RationalFunction[] known, int pivot)
    {
        var factor = row[pivot] / known[pivot];
        return factor.IsZero ? row : [.. row.Zip(known, (entry, other) => entry - factor * other)];
    }
}
