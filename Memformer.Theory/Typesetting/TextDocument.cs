namespace Memformer.Theory.Typesetting;

/// <summary>A document as plain Unicode text for terminals of 80 columns; matrices stay as wide as they are.</summary>
public static class TextDocument
{
    private const string Indent = "    ";

    /// <summary>The whole document.</summary>
    public static string Of(Document document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return $"{Wrapped(Line(document.Title), "")}\n{Fragment(document.Blocks)}".TrimEnd() + "\n";
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
            Block.Display display => string.Concat(Equations(display.Lines).Select(line => $"{Indent}{line}\n")),
            Block.Statement statement =>
                $"{statement.Kind} ({Line(statement.Name)}).\n{Fragment(statement.Body)}".TrimEnd() + "\n",
            Block.Argument proof => $"Proof of the {proof.Of}.\n{Fragment(proof.Body)}".TrimEnd() + " ∎\n",
            Block.Table table => TableOf(table),
            Block.Points points => string.Concat(points.Items.Select(item => Wrapped(Line(item), "  • "))),
            Block.Listing listing => string.Concat(
                listing.Text.TrimEnd().Split('\n').Select(line => $"{Indent}{line}\n")
            ),
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
                Formula.Relation relation => TextEquation.Broken(
                    $"{PlainText.Of(relation.Left).PadLeft(width)} {relation.Sign} ",
                    PlainText.Of(relation.Right),
                    RunningText.Width - Indent.Length
                ),
                _ => TextEquation.Broken("", PlainText.Of(line), RunningText.Width - Indent.Length),
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
        return TextTable.Of(cells[0], cells.Skip(1), ruled: true);
    }

    private static string Wrapped(string text, string mark)
    {
        var lines = RunningText.Lines(text, RunningText.Width - mark.Length);
        return string.Concat(lines.Select((line, i) => $"{(i == 0 ? mark : new string(' ', mark.Length))}{line}\n"));
    }
}
