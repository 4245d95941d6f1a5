using System.Text;

namespace Memformer.Theory.Rendering;

/// <summary>A document as plain Unicode text for terminals, wrapped at 100 columns; formulas and tables are not wrapped.</summary>
public static class TextDocument
{
    private const int Width = 100;

    /// <summary>The whole document.</summary>
    public static string Of(Document document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return $"{Line(document.Title)}\n\n{Fragment(document.Blocks)}".TrimEnd() + "\n";
    }

    /// <summary>The blocks alone.</summary>
    public static string Fragment(IReadOnlyList<Block> blocks)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        return string.Concat(blocks.Select(block => Write(block) + "\n"));
    }

    /// <summary>Running text in one line.</summary>
    public static string Line(Prose prose)
    {
        ArgumentNullException.ThrowIfNull(prose);
        return string.Concat(prose.Spans.Select(Write));
    }

    private static string Write(Block block) =>
        block switch
        {
            Block.Heading heading => $"{Line(heading.Text)}\n{new string('─', Line(heading.Text).Length)}\n",
            Block.Paragraph paragraph => Wrapped(Line(paragraph.Text), ""),
            Block.Display display => string.Concat(Equations(display.Lines).Select(line => $"    {line}\n")),
            Block.Statement statement =>
                $"{statement.Kind} ({Line(statement.Name)}).\n{Fragment(statement.Body)}".TrimEnd() + "\n",
            Block.Argument proof => $"Proof of the {proof.Of}.\n{Fragment(proof.Body)}".TrimEnd() + " ∎\n",
            Block.Table table => TableOf(table),
            Block.Points points => string.Concat(points.Items.Select(item => Wrapped(Line(item), "  • "))),
            Block.Listing listing => string.Concat(listing.Text.TrimEnd().Split('\n').Select(line => $"    {line}\n")),
            _ => throw new ArgumentOutOfRangeException(nameof(block), block, "unknown kind of block"),
        };

    private static string Write(Prose.Span span) =>
        span switch
        {
            Prose.Span.Text text => text.Value,
            Prose.Span.Mathematics formula => PlainText.Of(formula.Value),
            Prose.Span.Program program => program.Value,
            _ => throw new ArgumentOutOfRangeException(nameof(span), span, "unknown kind of span"),
        };

    /// <summary>The relation signs of neighbouring lines stand below each other.</summary>
    private static IEnumerable<string> Equations(IReadOnlyList<Formula> lines)
    {
        var width = lines
            .OfType<Formula.Relation>()
            .Select(line => PlainText.Of(line.Left).Length)
            .DefaultIfEmpty()
            .Max();
        return lines.SelectMany(line =>
            line switch
            {
                Formula.Relation { Right: Formula.Matrix { Rows.Count: > 1 } matrix } relation => Matrix(
                    $"{PlainText.Of(relation.Left).PadLeft(width)} {relation.Sign} ",
                    matrix
                ),
                Formula.Relation relation =>
                [
                    $"{PlainText.Of(relation.Left).PadLeft(width)} {relation.Sign} {PlainText.Of(relation.Right)}",
                ],
                _ => [PlainText.Of(line)],
            }
        );
    }

    /// <summary>A matrix with its rows below each other.</summary>
    private static IEnumerable<string> Matrix(string before, Formula.Matrix matrix)
    {
        var cells = matrix.Rows.Select(row => row.Select(PlainText.Of).ToList()).ToList();
        var widths = Enumerable
            .Range(0, cells[0].Count)
            .Select(column => cells.Max(row => row[column].Length))
            .ToList();
        return cells.Select(
            (row, index) =>
            {
                var entries = string.Join("  ", row.Zip(widths, (cell, width) => cell.PadRight(width)));
                return $"{(index == 0 ? before : new string(' ', before.Length))}[ {entries} ]";
            }
        );
    }

    private static string TableOf(Block.Table table)
    {
        IReadOnlyList<IReadOnlyList<string>> cells =
        [
            [.. table.Header.Select(Line)],
            .. table.Rows.Select(row => (IReadOnlyList<string>)[.. row.Select(Line)]),
        ];
        var widths = Enumerable
            .Range(0, table.Header.Count)
            .Select(column => cells.Max(row => row[column].Length))
            .ToList();
        var lines = cells.Select(row =>
            string.Join("  ", row.Zip(widths, (cell, width) => cell.PadRight(width))).TrimEnd()
        );
        var rule = string.Join("  ", widths.Select(width => new string('─', width)));
        return string.Concat(lines.Take(1).Append(rule).Concat(lines.Skip(1)).Select(line => $"{line}\n"));
    }

    private static string Wrapped(string text, string mark)
    {
        var wrapped = new StringBuilder(mark);
        var column = mark.Length;
        foreach (var word in text.Split(' '))
        {
            if (column > mark.Length && column + 1 + word.Length > Width)
            {
                wrapped.Append('\n').Append(' ', mark.Length);
                column = mark.Length;
            }

            var gap = column > mark.Length ? " " : "";
            wrapped.Append(gap).Append(word);
            column += gap.Length + word.Length;
        }

        return wrapped.Append('\n').ToString();
    }
}
