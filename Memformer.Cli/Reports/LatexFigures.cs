using Memformer.Cli.Charts;
using Memformer.Theory.Typesetting;

namespace Memformer.Cli.Reports;

/// <summary>Charts in a LaTeX document, by the package pgfplots.</summary>
internal static class LatexFigures
{
    private const string Package = "\\usepackage{pgfplots}\n\\pgfplotsset{compat=1.16}\n";

    /// <summary>The document with figures before one of its headings.</summary>
    /// <param name="document">A whole document of <see cref="LatexDocument"/>.</param>
    /// <param name="heading">The heading, plain text.</param>
    /// <param name="figures">The charts, with their captions in plain text.</param>
    public static string In(string document, string heading, IReadOnlyList<(Chart Chart, string Caption)> figures)
    {
        string place = $"\\section*{{{heading}}}";
        int at = document.IndexOf(place, StringComparison.Ordinal);
        return figures.Count == 0 || at < 0
            ? document
            : document
                .Insert(at, string.Concat(figures.Select(figure => Of(figure.Chart, figure.Caption))))
                .Replace("\n\\title{", $"\n{Package}\\title{{", StringComparison.Ordinal);
    }

    private static string Of(Chart chart, string caption)
    {
        string text = LatexDocument.Fragment([new Block.Paragraph(caption)]).Trim();
        return $"\\begin{{figure}}[htbp]\n\\centering\n{chart.ToPgfplots()}\\caption{{{text}}}\n\\end{{figure}}\n\n";
    }
}
