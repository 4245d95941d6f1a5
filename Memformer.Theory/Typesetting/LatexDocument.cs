using System.Text;

namespace Memformer.Theory.Typesetting;

/// <summary>
/// A complete LaTeX document: compiles with pdfLaTeX and the packages amsmath, amssymb, amsthm, booktabs, geometry and
/// hyperref. The statements can be pasted into a paper that has <c>theorem</c> and <c>lemma</c> environments.
/// </summary>
public static class LatexDocument
{
    /// <summary>How many characters of plain text stand for a full line of mathematics; longer sums are broken.</summary>
    private const int LineWidth = 72;

    private const string Preamble = """
        \documentclass[11pt]{article}
        \usepackage[utf8]{inputenc}
        \usepackage[a4paper,margin=25mm]{geometry}
        \usepackage{amsmath,amssymb,amsthm}
        \usepackage{booktabs}
        \usepackage[hidelinks]{hyperref}
        \newtheorem{theorem}{Theorem}
        \newtheorem{lemma}[theorem]{Lemma}
        \newtheorem{proposition}[theorem]{Proposition}
        \theoremstyle{definition}
        \newtheorem{definition}[theorem]{Definition}
        \setlength{\parindent}{0pt}
        \setlength{\parskip}{.5\baselineskip}
        \allowdisplaybreaks
        \setcounter{MaxMatrixCols}{40}
        \emergencystretch=2em
        """;

    /// <summary>The whole document, preamble included.</summary>
    public static string Of(Document document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var text = new StringBuilder(Preamble);
        text.Append("\n\\title{").Append(Line(document.Title)).Append("}\n\\author{}\n\\date{}\n\n");
        text.Append("\\begin{document}\n\\maketitle\n\n");
        text.Append(Fragment(document.Blocks));
        return text.Append("\\end{document}\n").ToString();
    }

    /// <summary>The blocks alone, to be included in another document.</summary>
    public static string Fragment(IReadOnlyList<Block> blocks)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        return string.Concat(
            blocks.Select((block, index) => Write(block) + Gap(block, blocks.ElementAtOrDefault(index + 1)))
        );
    }

    /// <summary>Blocks inside an environment, without an empty line at its end.</summary>
    private static string Inner(IReadOnlyList<Block> blocks) => Fragment(blocks).TrimEnd() + "\n";

    /// <summary>A display belongs to the paragraph before it.</summary>
    private static string Gap(Block block, Block? next) =>
        block is Block.Paragraph && next is Block.Display ? "" : "\n";

    private static string Write(Block block) =>
        block switch
        {
            Block.Heading heading => $"\\section*{{{Line(heading.Text)}}}\n",
            Block.Paragraph paragraph => $"{Line(paragraph.Text)}\n",
            Block.Display display => Equations(display.Lines),
            Block.Statement statement => Statement(statement),
            Block.Argument proof => $"\\begin{{proof}}[Proof of the {proof.Of}]\n{Inner(proof.Body)}\\end{{proof}}\n",
            Block.Table table => TableOf(table),
            Block.Points points =>
                $"\\begin{{itemize}}\n{string.Concat(points.Items.Select(item => $"\\item {Line(item)}\n"))}\\end{{itemize}}\n",
            Block.Listing listing =>
                $"{{\\footnotesize\n\\begin{{verbatim}}\n{listing.Text.TrimEnd()}\n\\end{{verbatim}}\n}}\n",
            _ => throw new ArgumentOutOfRangeException(nameof(block), block, "unknown kind of block"),
        };

    private static string Statement(Block.Statement statement)
    {
        var environment = statement.Kind.ToLowerInvariant();
        return $"\\begin{{{environment}}}[{Line(statement.Name)}]\n{Inner(statement.Body)}\\end{{{environment}}}\n";
    }

    /// <summary>The last letter of Latin Extended-A.</summary>
    private const int LastLatin = 0x17f;

    private static string Line(Prose prose) => string.Concat(prose.Spans.Select(Write));

    private static string Write(Prose.Span span) =>
        span switch
        {
            Prose.Span.Text text => Typographic(text.Value),
            Prose.Span.Mathematics formula => $"${Latex.Of(formula.Value)}$",
            Prose.Span.Program program => $"\\texttt{{{Named(Latex.Escape(program.Value))}}}",
            _ => throw new ArgumentOutOfRangeException(nameof(span), span, "unknown kind of span"),
        };

    /// <summary>
    /// With the code in place of a letter that is not Latin: LaTeX stops at those for which no font was chosen.
    /// </summary>
    private static string Named(string text) =>
        text.All(IsLatin)
            ? text
            : string.Concat(
                text.EnumerateRunes().Select(rune => rune.Value <= LastLatin ? rune.ToString() : $"[U+{rune.Value:X4}]")
            );

    private static bool IsLatin(char letter) => letter <= LastLatin;

    private static string Typographic(string text) => Named(Signs(Latex.Escape(text)));

    private static string Signs(string text) =>
        text.Replace("–", "--")
            .Replace("—", "---")
            .Replace("…", @"\dots{}")
            .Replace("’", "'")
            .Replace("✓", @"$\checkmark$")
            .Replace("✗", @"$\times$")
            .Replace("|", @"\textbar{}")
            .Replace("≤", @"$\leq$")
            .Replace("±", @"$\pm$")
            .Replace("∪", @"$\cup$")
            .Replace("∞", @"$\infty$");

    private static string Equations(IReadOnlyList<Formula> lines) =>
        $"\\begin{{align*}}\n{string.Join(" \\\\\n", lines.SelectMany(Aligned))}\n\\end{{align*}}\n";

    /// <summary>One formula on as many lines as the width of the page asks for.</summary>
    private static IEnumerable<string> Aligned(Formula formula) =>
        formula switch
        {
            Formula.Relation { Right: Formula.Sum sum } relation when PlainText.Of(formula).Length > LineWidth =>
                Broken(relation, [.. Lines(sum)]),
            Formula.Relation relation => [$"{Latex.Of(relation.Left)} &{Latex.SignAndRight(relation)}"],
            _ => [Latex.Of(formula)],
        };

    private static IEnumerable<string> Broken(
        Formula.Relation relation,
        IReadOnlyList<IReadOnlyList<Formula.Term>> lines
    )
    {
        var first = relation with { Right = new Formula.Sum(lines[0]) };
        yield return $"{Latex.Of(first.Left)} &{Latex.SignAndRight(first)}";
        foreach (var line in lines.Skip(1))
        {
            yield return $@"&\quad {(line[0].IsNegative ? "{}" : "{}+ ")}{Latex.Of(new Formula.Sum(line))}";
        }
    }

    private static IEnumerable<IReadOnlyList<Formula.Term>> Lines(Formula.Sum sum)
    {
        List<Formula.Term> line = [];
        var width = 0;
        foreach (var term in sum.Terms)
        {
            var added = PlainText.Of(term.Value).Length + 3;
            if (line.Count > 0 && width + added > LineWidth)
            {
                yield return line;
                (line, width) = ([], 0);
            }

            line.Add(term);
            width += added;
        }

        yield return line;
    }

    private static string TableOf(Block.Table table)
    {
        var columns = new string('l', table.Header.Count);
        var rows = table.Rows.Select(row => string.Join(" & ", row.Select(Line)) + " \\\\\n");
        return $"\\begin{{center}}\\small\n\\begin{{tabular}}{{{columns}}}\n\\toprule\n"
            + $"{string.Join(" & ", table.Header.Select(Line))} \\\\\n\\midrule\n{string.Concat(rows)}"
            + "\\bottomrule\n\\end{tabular}\n\\end{center}\n";
    }
}
