using System.Net;

namespace Memformer.Theory.Typesetting;

/// <summary>A self-contained HTML page with MathML: no script, no font and no style sheet is loaded from elsewhere.</summary>
public static class HtmlDocument
{
    /// <summary>The whole page.</summary>
    public static string Of(Document document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var plainTitle = TextDocument.Line(document.Title);
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{WebUtility.HtmlEncode(plainTitle)}</title>
            <style>
            {PageStyle.Css}</style>
            </head>
            <body>
            <a class="skip" href="#main">Skip to the contents</a>
            <header><h1>{Line(document.Title)}</h1></header>
            {Contents(document.Blocks)}<main id="main">
            {Fragment(document.Blocks)}</main>
            </body>
            </html>

            """;
    }

    private static string Contents(IReadOnlyList<Block> blocks)
    {
        List<Prose> headings = [.. blocks.OfType<Block.Heading>().Select(heading => heading.Text)];
        var entries = headings.Select(text => $"<li><a href=\"#{Anchor(text)}\">{Line(text)}</a></li>");
        return headings.Count < 2 ? "" : $"<nav aria-label=\"Contents\"><ol>{string.Concat(entries)}</ol></nav>\n";
    }

    /// <summary>A heading's words as a link names them.</summary>
    private static string Anchor(Prose heading) =>
        string.Join(
            '-',
            TextDocument.Line(heading).ToLowerInvariant().Split([.. " ,:;()[]|"], StringSplitOptions.RemoveEmptyEntries)
        );

    /// <summary>The blocks alone, to be included in another page.</summary>
    public static string Fragment(IReadOnlyList<Block> blocks)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        return string.Concat(blocks.Select(block => Write(block) + "\n"));
    }

    private static string Write(Block block) =>
        block switch
        {
            Block.Heading heading => $"<h2 id=\"{Anchor(heading.Text)}\">{Line(heading.Text)}</h2>",
            Block.Paragraph paragraph => $"<p>{Line(paragraph.Text)}</p>",
            // Formulas do not wrap: one that is too wide is scrolled in a box of its own.
            Block.Display display =>
                $"<div class=\"formula\">{string.Join("\n", display.Lines.Select(line => MathMl.Of(line, display: true)))}</div>",
            Block.Statement statement =>
                $"<section class=\"statement\">\n<p><strong>{statement.Kind}</strong> ({Line(statement.Name)}).</p>\n{Fragment(statement.Body)}</section>",
            Block.Argument proof =>
                $"<section class=\"proof\">\n<p><em>Proof of the {proof.Of}.</em></p>\n{Fragment(proof.Body)}</section>",
            Block.Table table => TableOf(table),
            Block.Points points =>
                $"<ul>\n{string.Concat(points.Items.Select(item => $"<li>{Line(item)}</li>\n"))}</ul>",
            Block.Listing listing => $"<pre>{WebUtility.HtmlEncode(listing.Text.TrimEnd())}</pre>",
            _ => throw new ArgumentOutOfRangeException(nameof(block), block, "unknown kind of block"),
        };

    /// <summary>A table; columns whose cells are all numbers are aligned to the right.</summary>
    private static string TableOf(Block.Table table)
    {
        string[] alignment =
        [
            .. table.Header.Select(
                (_, column) =>
                    table.Rows.All(row => IsNumber(TextDocument.Line(row[column]))) ? " class=\"number\"" : ""
            ),
        ];
        string Cells(string tag, IReadOnlyList<Prose> row) =>
            string.Concat(row.Select((cell, column) => $"<{tag}{alignment[column]}>{Line(cell)}</{tag}>"));
        var rows = table.Rows.Select(row => $"<tr>{Cells("td", row)}</tr>\n");
        return $"<div class=\"scroll\"><table>\n<thead><tr>{Cells("th", table.Header)}</tr></thead>\n<tbody>{string.Concat(rows)}</tbody></table></div>";
    }

    /// <summary>Whether a cell is a number, perhaps with its unit or error; an empty one may be.</summary>
    public static bool IsNumber(string cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return cell.Length == 0
            || cell is "–"
            || char.IsDigit(cell.TrimStart('-', '−', '+', '≤', ' ').FirstOrDefault());
    }

    private static string Line(Prose prose) => string.Concat(prose.Spans.Select(Write));

    private static string Write(Prose.Span span) =>
        span switch
        {
            Prose.Span.Text text => WebUtility.HtmlEncode(text.Value.Replace(" %", "\u00a0%")),
            Prose.Span.Mathematics formula => MathMl.Of(formula.Value),
            Prose.Span.Program program => $"<code>{WebUtility.HtmlEncode(program.Value)}</code>",
            _ => throw new ArgumentOutOfRangeException(nameof(span), span, "unknown kind of span"),
        };
}
