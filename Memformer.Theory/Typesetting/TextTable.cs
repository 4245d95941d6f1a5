namespace Memformer.Theory.Typesetting;

/// <summary>A table of plain text, aligned by spaces. Where it is wider than 80 columns, cells of words are wrapped.</summary>
public static class TextTable
{
    private const string Gap = "  ";

    /// <summary>Cells up to this length, numbers for the most part, stay whole.</summary>
    private const int Short = 14;

    /// <summary>The table, a line or more for each row.</summary>
    /// <param name="header">The columns' names.</param>
    /// <param name="rows">The cells, one for each column.</param>
    /// <param name="ruled">Whether a rule stands under the header.</param>
    public static string Of(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows, bool ruled = false)
    {
        IReadOnlyList<string>[] cells = [header, .. rows];
        var widths = Fitted(cells);
        List<string> lines = [.. Lines(header, widths)];
        if (ruled)
        {
            lines.Add(string.Join(Gap, widths.Select(width => new string('─', width))));
        }

        lines.AddRange(cells.Skip(1).SelectMany(row => Lines(row, widths)));
        return string.Concat(lines.Select(line => $"{line}\n"));
    }

    /// <summary>A cell in lines; a word that is too long for its column is broken at its hyphens.</summary>
    private static IReadOnlyList<string> Wrapped(string cell, int width) =>
        [.. RunningText.Lines(cell, width).SelectMany(line => AtHyphens(line, width))];

    private static IEnumerable<string> AtHyphens(string line, int width)
    {
        while (line.Length > width && line.LastIndexOf('-', width - 1) is > 0 and var hyphen)
        {
            yield return line[..(hyphen + 1)];
            line = line[(hyphen + 1)..];
        }

        yield return line;
    }

    /// <summary>
    /// Widths at which the table fits: words are broken at their hyphens only where that is needed, and a table whose
    /// words are too long even for that stays as wide as they are.
    /// </summary>
    private static int[] Fitted(IReadOnlyList<string>[] cells)
    {
        var columns = Enumerable.Range(0, cells[0].Count).ToList();
        int[] widths = [.. columns.Select(column => cells.Max(row => row[column].Length))];
        int[] Least(Func<string, int> longest) =>
            [
                .. columns.Select(column =>
                    cells
                        .Select(
                            (row, i) => i > 0 && row[column].Length <= Short ? row[column].Length : longest(row[column])
                        )
                        .Max()
                ),
            ];
        Narrow(cells, widths, Least(cell => RunningText.Words(cell).Max(word => word.Length)));
        Narrow(cells, widths, Least(cell => RunningText.Words(cell).Max(LongestPart)));
        return widths;
    }

    /// <summary>
    /// As long as the table does not fit, narrows the column that costs the fewest lines, of several the widest.
    /// </summary>
    private static void Narrow(IReadOnlyList<string>[] cells, int[] widths, int[] least)
    {
        var columns = Enumerable.Range(0, widths.Length).ToList();
        while (widths.Sum() + Gap.Length * (widths.Length - 1) > RunningText.Width)
        {
            var narrowable = columns.Where(column => widths[column] > least[column]).ToList();
            if (narrowable.Count == 0)
            {
                break;
            }

            widths[narrowable.MinBy(column => (Height(cells, widths, column), -widths[column]))]--;
        }
    }

    /// <summary>The longest part of a word between its hyphens, with the hyphen that follows it.</summary>
    private static int LongestPart(string word)
    {
        var parts = word.Split('-');
        return parts.Select((part, i) => part.Length + (i < parts.Length - 1 ? 1 : 0)).Max();
    }

    /// <summary>How many lines the table has when a column is one narrower.</summary>
    private static int Height(IReadOnlyList<string>[] cells, int[] widths, int narrowed) =>
        cells.Sum(row =>
            row.Select((cell, column) => Wrapped(cell, widths[column] - (column == narrowed ? 1 : 0)).Count).Max()
        );

    private static IEnumerable<string> Lines(IReadOnlyList<string> row, int[] widths)
    {
        IReadOnlyList<string>[] parts = [.. row.Select((cell, column) => Wrapped(cell, widths[column]))];
        return Enumerable
            .Range(0, parts.Max(part => part.Count))
            .Select(line =>
                string.Join(
                        Gap,
                        parts.Select((part, column) => (line < part.Count ? part[line] : "").PadRight(widths[column]))
                    )
                    .TrimEnd()
            );
    }
}
