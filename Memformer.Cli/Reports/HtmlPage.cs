using System.Net;
using System.Text;

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

    /// <summary>The page as a document; what made it is added at its foot where it is written.</summary>
    public string ToDocument()
    {
        StringBuilder page = new();
        page.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append("<link rel=\"icon\" href=\"data:,\">\n")
            .Append($"<title>{Html.Text(_title)}</title>\n<style>\n{Style}</style>\n</head>\n<body>\n")
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

    private const string Style = """
        :root { color-scheme: light dark; --ink: #1c1c1c; --ground: #fdfdfc; --soft: #6a6a6a; --rule: #d8d8d4; --tint: #f1f0ec; --link: #0b57a4; }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e6e4df; --ground: #17181a; --soft: #a3a19b; --rule: #3a3b3e; --tint: #222427; --link: #8ab8f0; }
        }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; color: var(--ink); background: var(--ground);
               font: 1rem/1.55 system-ui, sans-serif; }
        h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .4rem; }
        h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem; border-bottom: 1px solid var(--rule); padding-bottom: .2rem; }
        h3 { font-size: 1rem; margin: 1.4rem 0 .4rem; }
        a { color: var(--link); } a:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
        .skip { position: absolute; left: -999px; } .skip:focus { left: 1rem; top: 1rem; background: var(--ground); }
        header p, footer, figcaption, .soft { color: var(--soft); }
        nav ol { columns: 2; column-gap: 3.5rem; padding-left: 1.8rem; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin: .6rem 0; }
        th, td { padding: .3rem .8rem .3rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--rule); }
        td.number, th.number { text-align: right; } td.number { white-space: nowrap; }
        pre, code { font-family: ui-monospace, monospace; font-size: .9em; } pre { background: var(--tint); padding: .8rem; overflow-x: auto; }
        figure { margin: 1rem 0; overflow-x: auto; } figure svg { max-width: 100%; height: auto; } svg.heat { border: 1px solid var(--rule); }
        .maps { display: flex; flex-wrap: wrap; gap: 1rem; }
        .verdict { border-left: 4px solid var(--link); background: var(--tint); padding: .7rem 1rem; margin: .8rem 0; }
        math[display=block] { padding: .3rem 0; } .formula { overflow-x: auto; }
        footer { margin-top: 3rem; font-size: .9rem; overflow-wrap: anywhere; }
        @media (max-width: 40rem) { body { padding: 1rem; } nav ol { columns: 1; } figure > svg:not(.heat) { max-width: none; width: 34rem; } }
        @media screen and (prefers-color-scheme: dark) { figure > svg:not(.heat) { filter: brightness(1.3); } }
        @media print { nav, .skip { display: none; } body { max-width: none; } figure, tr, pre { break-inside: avoid; } h2, h3 { break-after: avoid; }
          :root { --ink: #000; --ground: #fff; --soft: #444; --rule: #bbb; --tint: #f4f4f4; --link: #000; } }

        """;
}

/// <summary>Pieces of a page's body. Text is escaped here and nowhere else.</summary>
internal static class Html
{
    /// <summary>Plain text, escaped; no line begins with a percent sign.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text.Replace(" %", "\u00a0%"));

    /// <summary>A paragraph of plain text.</summary>
    public static string Paragraph(string text) => $"<p>{Text(text)}</p>\n";

    /// <summary>A verdict in words, set off from the rest.</summary>
    public static string Verdict(string text) => $"<p class=\"verdict\">{Text(text)}</p>\n";

    /// <summary>A smaller heading inside a section.</summary>
    public static string Heading(string text) => $"<h3>{Text(text)}</h3>\n";

    /// <summary>A drawing (an SVG element) with its caption.</summary>
    public static string Figure(string svg, string caption) =>
        $"<figure>{svg}<figcaption>{Text(caption)}</figcaption></figure>\n";

    /// <summary>Figures side by side.</summary>
    public static string Row(params IEnumerable<string> figures) =>
        $"<div class=\"maps\">{string.Concat(figures)}</div>\n";

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
            .. header.Select((_, i) => cells.All(row => IsNumber(row[i])) ? " class=\"number\"" : ""),
        ];
        string Cells(string tag, IReadOnlyList<string> row) =>
            string.Concat(row.Select((cell, i) => $"<{tag}{alignment[i]}>{Text(cell)}</{tag}>"));
        string body = string.Concat(cells.Select(row => $"<tr>{Cells("td", row)}</tr>\n"));
        return $"<div class=\"scroll\"><table><thead><tr>{Cells("th", header)}</tr></thead>\n<tbody>{body}</tbody></table></div>\n";
    }

    private static bool IsNumber(string cell) =>
        cell.Length == 0 || cell is "–" || char.IsDigit(cell.TrimStart('-', '−', '+', '≤', ' ').FirstOrDefault());
}
