using System.Globalization;

namespace Memformer.Theory.Typesetting;

/// <summary>
/// Tables in LaTeX: where the lines are longer than the page's, the columns of text share the width and break theirs; a long table
/// goes on over the page.
/// </summary>
internal static class LatexTable
{
    /// <summary>How many characters of a table's text fill a line.</summary>
    private const int TableWidth = 92;

    /// <summary>What stands between two columns, in characters.</summary>
    private const int ColumnGap = 3;

    /// <summary>Columns up to this many characters keep their lines whole.</summary>
    private const int NarrowColumn = 12;

    /// <summary>Names in the first column are program text, which breaks nowhere.</summary>
    private const int LongestName = 32;

    /// <summary>Tables with more rows than these may go on over the page.</summary>
    private const int LongTable = 30;

    /// <summary>The table.</summary>
    /// <param name="table">The cells.</param>
    /// <param name="line">How a cell is written.</param>
    public static string Of(Block.Table table, Func<Prose, string> line)
    {
        var isLong = table.Rows.Count > LongTable;
        var (widths, isBroken) = Columns(table);
        string Row(IReadOnlyList<Prose> row) =>
            string.Join(" & ", row.Select((cell, column) => (isBroken[column] ? @"\raggedright " : "") + line(cell)))
            + " \\tabularnewline\n";
        var head = $"\\toprule\n{Row(table.Header)}\\midrule\n";
        var body = string.Concat(table.Rows.Select(Row));
        return isLong
            ? $"{{\\small\n\\begin{{longtable}}{{{widths}}}\n{head}\\endhead\n{body}\\bottomrule\n\\end{{longtable}}\n}}\n"
            : $"\\begin{{center}}\\small\n\\begin{{tabular}}{{{widths}}}\n{head}{body}\\bottomrule\n\\end{{tabular}}\n\\end{{center}}\n";
    }

    /// <summary>The columns' declarations, and which of them break their lines.</summary>
    private static (string Widths, bool[] IsBroken) Columns(Block.Table table)
    {
        int[] natural =
        [
            .. table.Header.Select(
                (cell, column) =>
                    table.Rows.Select(row => row[column]).Append(cell).Max(text => TextDocument.Line(text).Length)
            ),
        ];
        var room = TableWidth - ColumnGap * natural.Length;
        var isWide = natural.Sum() > room;
        bool[] isBroken =
        [
            .. natural.Select((width, column) => isWide && width > (column == 0 ? LongestName : NarrowColumn)),
        ];
        var shares = Shares(table, natural, isBroken, room);
        var widths = natural.Select(
            (_, column) =>
                isBroken[column]
                    ? string.Create(CultureInfo.InvariantCulture, $@"p{{{shares[column] / TableWidth:F3}\linewidth}}")
                    : "l"
        );
        return (string.Concat(widths), isBroken);
    }

    /// <summary>What the columns that break their lines get of the room, in characters: their longest word, and more by their length.</summary>
    private static double[] Shares(Block.Table table, int[] natural, bool[] isBroken, int room)
    {
        int Word(int column) =>
            table
                .Rows.Select(row => row[column])
                .Append(table.Header[column])
                .SelectMany(text => TextDocument.Line(text).Split(' ', '-'))
                .Max(word => word.Length);
        int[] asked = [.. natural.Select((width, column) => isBroken[column] ? Math.Min(width, TableWidth) : 0)];
        int[] least = [.. asked.Select((width, column) => width > 0 ? Math.Min(Word(column), width) : 0)];
        double shared = room - natural.Where((_, column) => !isBroken[column]).Sum();
        var left = shared - least.Sum();
        double wanted = asked.Sum() - least.Sum();
        return left > 0 && wanted > 0
            ? [.. asked.Select((width, column) => least[column] + left * (width - least[column]) / wanted)]
            : [.. asked.Select(width => shared * width / Math.Max(1, asked.Sum()))];
    }
}
