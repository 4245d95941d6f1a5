using System.Net;
using System.Text;
using Memformer.Cli.Charts;
using Memformer.Theory.Typesetting;

namespace Memformer.Cli.Reports;

/// <summary>
/// One self-contained HTML page: nothing is fetched, formulas are MathML, drawings are inline SVG, and it reads in
/// light and dark, on paper, on a phone and by keyboard.
/// </summary>
internal sealed class HtmlPage
{
    private readonly string _title;
    private readonly string _lead;
    private readonly List<(string Id, string Heading, string Body)> _sections = [];

    /// <summary>Starts a page.</summary>
    /// <param name="title">The page's title, plain text.</param>
    /// <param name="lead">One sentence that says what the page shows, plain text.</param>
    public HtmlPage(string title, string lead)
    {
        _title = title;
        _lead = lead;
    }

    /// <summary>Adds a section; it appears in the contents list.</summary>
    /// <param name="heading">The heading, plain text.</param>
    /// <param name="body">The contents as HTML, made with the functions of <see cref="Html"/>.</param>
    /// <returns>This page.</returns>
    public HtmlPage Section(string heading, params string[] body)
    {
        _sections.Add(($"section-{_sections.Count + 1}", heading, string.Concat(body)));
        return this;
    }

    /// <summary>Adds a document's blocks, a section for each of their headings.</summary>
    /// <param name="first">The heading of the blocks before their first one.</param>
    /// <param name="blocks">The blocks.</param>
    /// <returns>This page.</returns>
    public HtmlPage Sections(string first, IEnumerable<Block> blocks)
    {
        string heading = first;
        List<Block> body = [];
        foreach (Block block in blocks)
        {
            if (block is Block.Heading next)
            {
                Section(heading, HtmlDocument.Fragment(body));
                (heading, body) = (TextDocument.Line(next.Text), []);
            }
            else
            {
                body.Add(block);
            }
        }

        return Section(heading, HtmlDocument.Fragment(body));
    }

    /// <summary>The page as a document; what made it is added at its foot where it is written.</summary>
    public string ToDocument()
    {
        StringBuilder page = new();
        page.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append("<link rel=\"icon\" href=\"data:,\">\n")
            .Append($"<title>{Html.Text(_title)}</title>\n<style>\n{PageStyle.Css}</style>\n</head>\n<body>\n")
            .Append("<a class=\"skip\" href=\"#main\">Skip to the contents</a>\n")
            .Append($"<header><h1>{Html.Text(_title)}</h1><p>{Html.Text(_lead)}</p></header>\n")
            .Append("<nav aria-label=\"Contents\"><ol>");
        foreach ((string id, string heading, _) in _sections)
        {
            page.Append($"<li><a href=\"#{id}\">{Html.Text(heading)}</a></li>");
        }

        page.Append("</ol></nav>\n<main id=\"main\">\n");
        foreach ((string id, string heading, string body) in _sections)
        {
            page.Append($"<section id=\"{id}\"><h2>{Html.Text(heading)}</h2>\n{body}\n</section>\n");
        }

        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }
}

/// <summary>Pieces of a page's body. Text is escaped here and nowhere else.</summary>
internal static class Html
{
    private const int WideWidth = 900;
    private const int WideHeight = 420;
    private const int NarrowWidth = 360;
    private const int NarrowHeight = 330;

    /// <summary>Plain text, escaped; no line begins with a percent sign.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text.Replace(" %", "\u00a0%"));

    /// <summary>A paragraph of plain text.</summary>
    public static string Paragraph(string text) => $"<p>{Text(text)}</p>\n";

    /// <summary>A verdict in words, set off from the rest.</summary>
    public static string Verdict(string text) => $"<p class=\"verdict\">{Text(text)}</p>\n";

    /// <summary>A smaller heading inside a section.</summary>
    public static string Heading(string text) => $"<h3>{Text(text)}</h3>\n";

    /// <summary>A chart with its caption, drawn for a desk and for a phone; the window's width decides which one is shown.</summary>
    public static string Figure(Chart chart, string caption) =>
        Figure(
            Named(chart.ToSvg(WideWidth, WideHeight), "wide") + Named(chart.ToSvg(NarrowWidth, NarrowHeight), "narrow"),
            caption
        );

    private static string Named(string svg, string name) =>
        svg.Replace("<svg ", $"<svg class=\"{name}\" ", StringComparison.Ordinal);

    /// <summary>A drawing (an SVG element) with its caption.</summary>
    public static string Figure(string svg, string caption) =>
        $"<figure>{svg}<figcaption>{Text(caption)}</figcaption></figure>\n";

    /// <summary>Figures side by side.</summary>
    public static string Row(params IEnumerable<string> figures) =>
        $"<div class=\"maps\">{string.Concat(figures)}</div>\n";

    /// <summary>Links to files beside the page, by their paths.</summary>
    public static string Links(IEnumerable<string> paths) =>
        $"<ul>{string.Concat(paths.Select(path => $"<li><a href=\"{Address(path)}\">{Text(path)}</a></li>"))}</ul>\n";

    private static string Address(string path) =>
        string.Join('/', path.Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString));

    /// <summary>A preformatted block of plain text.</summary>
    public static string Code(string text) => $"<pre><code>{Text(text)}</code></pre>\n";

    /// <summary>A table; columns whose cells are all numbers are aligned to the right.</summary>
    /// <param name="header">The columns' names, plain text.</param>
    /// <param name="rows">The cells, plain text.</param>
    public static string Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        IReadOnlyList<string>[] cells = [.. rows];
        string[] alignment =
        [
            .. header.Select((_, i) => cells.All(row => HtmlDocument.IsNumber(row[i])) ? " class=\"number\"" : ""),
        ];
        string Cells(string tag, IReadOnlyList<string> row) =>
            string.Concat(row.Select((cell, i) => $"<{tag}{alignment[i]}>{Text(cell)}</{tag}>"));
        string body = string.Concat(cells.Select(row => $"<tr>{Cells("td", row)}</tr>\n"));
        return $"<div class=\"scroll\"><table><thead><tr>{Cells("th", header)}</tr></thead>\n<tbody>{body}</tbody></table></div>\n";
    }
}
