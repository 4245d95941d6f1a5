namespace Memformer.Theory.Typesetting;

/// <summary>A document in Markdown with LaTeX between dollar signs, as GitHub and most viewers draw it.</summary>
public static class MarkdownDocument
{
    /// <summary>The whole document.</summary>
    public static string Of(Document document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return $"# {Line(document.Title)}\n\n{Fragment(document.Blocks)}".TrimEnd() + "\n";
    }

    /// <summary>The blocks alone, to be included in another document.</summary>
    public static string Fragment(IReadOnlyList<Block> blocks)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        return string.Concat(blocks.Select(block => Write(block) + "\n"));
    }

    private static string Write(Block block) =>
        block switch
        {
            Block.Heading heading => $"## {Line(heading.Text)}\n",
            Block.Paragraph paragraph => $"{Line(paragraph.Text)}\n",
            Block.Display display => Equations(display.Lines),
            Block.Statement statement =>
                $"**{statement.Kind}** ({Line(statement.Name)}).\n\n{Fragment(statement.Body)}".TrimEnd() + "\n",
            Block.Argument proof => $"*Proof of the {proof.Of}.*\n\n{Fragment(proof.Body)}".TrimEnd() + " ∎\n",
            Block.Table table => TableOf(table),
            Block.Points points => string.Concat(points.Items.Select(item => $"- {Line(item)}\n")),
            Block.Listing listing => $"```\n{listing.Text.TrimEnd()}\n```\n",
            _ => throw new ArgumentOutOfRangeException(nameof(block), block, "unknown kind of block"),
        };

    private static string Equations(IReadOnlyList<Formula> lines)
    {
        var aligned = lines.Select(line =>
            line is Formula.Relation relation
                ? $"{Latex.Of(relation.Left)} &{Latex.SignAndRight(relation)}"
                : Latex.Of(line)
        );
        return lines.Count == 1
            ? $"$$\n{Latex.Of(lines[0])}\n$$\n"
            : $"$$\n\\begin{{aligned}}\n{string.Join(" \\\\\n", aligned)}\n\\end{{aligned}}\n$$\n";
    }

    private static string TableOf(Block.Table table)
    {
        var rows = table.Rows.Select(row => Row(row.Select(Line)));
        return Row(table.Header.Select(Line)) + Row(table.Header.Select(_ => "---")) + string.Concat(rows);
    }

    private static string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |\n";

    private static string Line(Prose prose) => string.Concat(prose.Spans.Select(Write));

    private static string Write(Prose.Span span) =>
        span switch
        {
            Prose.Span.Text text => Escaped(text.Value),
            Prose.Span.Mathematics formula => $"${Latex.Of(formula.Value)}$",
            Prose.Span.Program program => $"`{program.Value}`",
            _ => throw new ArgumentOutOfRangeException(nameof(span), span, "unknown kind of span"),
        };

    private static string Escaped(string text) =>
        text.Replace(@"\", @"\\").Replace("*", @"\*").Replace("_", @"\_").Replace("|", @"\|").Replace("<", "&lt;");
}
