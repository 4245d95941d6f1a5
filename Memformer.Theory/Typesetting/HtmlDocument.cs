using System.Net;

namespace Memformer.Theory.Typesetting;

/// <summary>A self-contained HTML page with MathML: no script, no font and no style sheet is loaded from elsewhere.</summary>
public static class HtmlDocument
{
    private const string Style = """
        body { max-width: 50rem; margin: 2rem auto; padding: 0 1rem; font: 17px/1.55 Georgia, serif; color: #1b1b1b; }
        h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2rem; }
        section { border-left: 3px solid #8aa; padding: .1rem 1rem; margin: 1.2rem 0; background: #f6f8f8; }
        section.proof { border-color: #ccc; background: none; }
        table { border-collapse: collapse; margin: 1rem 0; } th, td { padding: .25rem .7rem; text-align: left; border-bottom: 1px solid #ddd; vertical-align: top; }
        pre, code { font-family: monospace; background: #f2f2f2; } pre { padding: .6rem; overflow-x: auto; }
        footer { margin-top: 3rem; font-size: .85rem; color: #777; overflow-wrap: anywhere; }
        .formula { overflow-x: auto; } math[display="block"] { margin: .6rem 0; }
        @media (prefers-color-scheme: dark) { body { background: #16181a; color: #ddd; } section { background: #1e2225; } pre, code { background: #24282b; } th, td { border-color: #444; } }
        """;

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
            {Style}
            </style>
            </head>
            <body>
            <h1>{Line(document.Title)}</h1>
            {Fragment(document.Blocks)}</body>
            </html>

            """;
    }

    /// <summary>The blocks alone, to be included in another page.</summary>
    public static string Fragment(IReadOnlyList<Block> blocks)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        return string.Concat(blocks.Select(block => Write(block) + "\n"));
    }

    private static string Write(Block block) =>
        block switch
        {
            Block.Heading heading => $"<h2>{Line(heading.Text)}</h2>",
            Block.Paragraph paragraph => $"<p>{Line(paragraph.Text)}</p>",
            // Formulas do not wrap: one that is too wide is scrolled in a box of its own.
            Block.Display display =>
                $"<div class=\"formula\">{string.Join("\n", display.Lines.Select(line => MathMl.Of(line, display: true)))}</div>",
            Block.Statement statement =>
                $"<section>\n<p><strong>{statement.Kind}</strong> ({Line(statement.Name)}).</p>\n{Fragment(statement.Body)}</section>",
            Block.Argument proof =>
                $"<section class=\"proof\">\n<p><em>Proof of the {proof.Of}.</em></p>\n{Fragment(proof.Body)}</section>",
            Block.Table table => TableOf(table),
            Block.Points points =>
                $"<ul>\n{string.Concat(points.Items.Select(item => $"<li>{Line(item)}</li>\n"))}</ul>",
            Block.Listing listing => $"<pre>{WebUtility.HtmlEncode(listing.Text.TrimEnd())}</pre>",
            _ => throw new ArgumentOutOfRangeException(nameof(block), block, "unknown kind of block"),
        };

    private static string TableOf(Block.Table table)
    {
        var head = string.Concat(table.Header.Select(cell => $"<th>{Line(cell)}</th>"));
        var rows = table.Rows.Select(row =>
            $"<tr>{string.Concat(row.Select(cell => $"<td>{Line(cell)}</td>"))}</tr>\n"
        );
        return $"<table>\n<tr>{head}</tr>\n{string.Concat(rows)}</table>";
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
