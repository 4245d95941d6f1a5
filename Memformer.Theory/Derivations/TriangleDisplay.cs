using Memformer.Theory.Algebra;
using Memformer.Theory.Networks;
using Memformer.Theory.Typesetting;

namespace Memformer.Theory.Derivations;

/// <summary>How many entries of a triangle are written where they stand one a line.</summary>
internal static class TriangleLength
{
    /// <summary>For a terminal, where a screen is little.</summary>
    internal const int Screen = 10;

    /// <summary>For documents, whose theorem is empty without them: all of eleven layers.</summary>
    internal const int Document = 66;
}

/// <summary>
/// A lower triangular array of formulas, such as C or the gates, shown in the shortest true way: as a matrix where it
/// fits on a line, by diagonals where the entries depend on l − j only, else entry by entry. Long ones are cut, and say so.
/// </summary>
/// <param name="name">The array's letter.</param>
/// <param name="triangle">The array.</param>
/// <param name="write">An entry as a formula.</param>
/// <param name="mostLines">How many entries are written one a line before the rest is left out.</param>
internal sealed class TriangleDisplay<T>(string name, Triangle<T> triangle, Func<T, Formula> write, int mostLines)
    where T : notnull
{
    private const int LineWidth = 66;
    private const int LargestMatrix = 8;

    /// <summary>The blocks that show the array.</summary>
    public IReadOnlyList<Block> Blocks()
    {
        return triangle.Size <= LargestMatrix && triangle.Map(write) is var matrix && Width(matrix) <= LineWidth
                ? [new Block.Display([Name.EqualTo(Notation.Of(matrix))])]
            : DependsOnDifference(triangle.Rows) ? Diagonals(triangle.Rows)
            : Cut(Entries);
    }

    private Formula Name => name;

    private static int Width(Triangle<Formula> matrix) =>
        Enumerable
            .Range(0, matrix.Size)
            .Sum(column => matrix.Rows.Skip(column).Max(row => PlainText.Of(row[column]).Length) + 2);

    /// <summary>Whether all rows but the last, which leads to the answer, depend on l − j only.</summary>
    private static bool DependsOnDifference(IReadOnlyList<IReadOnlyList<T>> rows) =>
        rows.Count > 3 && rows.SkipLast(2).Zip(rows.Skip(1)).All(pair => pair.First.SequenceEqual(pair.Second.Skip(1)));

    private IReadOnlyList<Block> Diagonals(IReadOnlyList<IReadOnlyList<T>> rows)
    {
        var last = rows.Count - 1;
        var entries = rows[last - 1].Reverse().Select((value, offset) => Line("l", Minus("l", offset), value));
        var before = Prose.Of(
            $"For {NetworkSymbols.UpTo("l", last - 1)} the entries depend on the difference of their indices:"
        );
        var isContinued = rows[last].Skip(1).SequenceEqual(rows[last - 1]);
        return
        [
            new Block.Paragraph(before),
            .. Cut([.. entries]),
            .. isContinued
                ? [new Block.Paragraph("The last row continues them.")]
                : new Block[] { new Block.Paragraph("The last row leads to the answer:") }.Concat(
                    Cut(LastRow(rows[last]))
                ),
        ];
    }

    /// <summary>The last row; entries that are zero are left out when others are not.</summary>
    private IReadOnlyList<Formula> LastRow(IReadOnlyList<T> row)
    {
        var lines = row.Select((value, column) => Line(triangle.Size - 1, column, value)).ToList();
        var filled = lines.Where(line => ((Formula.Relation)line).Right != Formula.Zero).ToList();
        return filled.Count > 0 ? filled : lines;
    }

    private IReadOnlyList<Formula> Entries =>
        [
            .. triangle
                .Rows.SelectMany((row, index) => row.Select((value, column) => Line(index, column, value)))
                .Where(line => ((Formula.Relation)line).Right != Formula.Zero),
        ];

    private Formula Line(Formula row, Formula column, T value) => Name.Sub(row, column).EqualTo(write(value));

    private static Formula Minus(Formula index, int offset) => offset == 0 ? index : index - offset;

    private IReadOnlyList<Block> Cut(IReadOnlyList<Formula> lines) =>
        lines.Count <= mostLines
            ? [new Block.Display(lines)]
            :
            [
                new Block.Display([.. lines.Take(mostLines)]),
                new Block.Paragraph($"and so on: {lines.Count} entries that are not 0. The JSON lists all."),
            ];
}
