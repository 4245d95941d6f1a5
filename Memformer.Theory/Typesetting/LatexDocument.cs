using System.Text;
using System.Text.RegularExpressions;

namespace Memformer.Theory.Typesetting;

/// <summary>
/// A complete LaTeX document: compiles with pdfLaTeX and the packages amsmath, amssymb, amsthm, booktabs, geometry, longtable and
/// hyperref. The statements can be pasted into a paper that has <c>theorem</c> and <c>lemma</c> environments.
/// </summary>
public static partial class LatexDocument
{
    private const string Preamble = """
        \documentclass[11pt]{article}
        \usepackage[utf8]{inputenc}
        \usepackage[a4paper,margin=25mm]{geometry}
        \usepackage{amsmath,amssymb,amsthm}
        \usepackage{booktabs,longtable}
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
            Block.Table table => LatexTable.Of(table, Line),
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
        SignTable.Aggregate(
            Exponents().Replace(text, found => $"$^{{{string.Concat(found.Value.Select(Lowered))}}}$"),
            (written, sign) => written.Replace(sign.Sign, sign.Command)
        );

    /// <summary>What running text has that its fonts lack.</summary>
    private static readonly (string Sign, string Command)[] SignTable =
    [
        ("–", "--"),
        ("—", "---"),
        ("…", @"\dots{}"),
        ("’", "'"),
        ("“", "``"),
        ("”", "''"),
        ("|", @"\textbar{}"),
        ("−", "$-$"),
        ("✓", @"$\checkmark$"),
        ("✗", @"$\times$"),
        ("≤", @"$\leq$"),
        ("≥", @"$\geq$"),
        ("≈", @"$\approx$"),
        ("≠", @"$\neq$"),
        ("±", @"$\pm$"),
        ("∪", @"$\cup$"),
        ("∞", @"$\infty$"),
        ("∇", @"$\nabla$"),
        ("‖", @"$\Vert$"),
        ("√", @"$\surd$"),
        ("∈", @"$\in$"),
        ("→", @"$\to$"),
        ("⊙", @"$\odot$"),
        ("ᵀ", @"$^{\top}$"),
        .. Letters.Greek.Select(letter => (letter.Sign, $@"$\{letter.Name}$")),
    ];

    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻";

    /// <summary>The digit or sign that a superscript is the raised form of.</summary>
    private static char Lowered(char superscript) => "0123456789-"[Superscripts.IndexOf(superscript)];

    [GeneratedRegex("[" + Superscripts + "]+")]
    private static partial Regex Exponents();

    private static string Equations(IReadOnlyList<Formula> lines) =>
        $"\\begin{{align*}}\n{string.Join(" \\\\\n", lines.SelectMany(Aligned))}\n\\end{{align*}}\n";

    /// <summary>One formula on as many lines as the width of the page asks for.</summary>
    private static IEnumerable<string> Aligned(Formula formula) =>
        formula switch
        {
            Formula.Relation { Right: Formula.Sum sum } relation when PlainText.Of(formula).Length > LatexLines.Width =>
                Broken(relation, [.. LatexLines.Of(sum)]),
            Formula.Relation relation => [$"{Latex.Of(relation.Left)} &{Latex.SignAndRight(relation)}"],
            Formula.Sequence { Items: [Formula.Relation first, ..] } sequence =>
            [
                $@"{Latex.Of(first.Left)} &{Latex.SignAndRight(first)}{string.Concat(sequence.Items.Skip(1).Select(item => $@",\quad {Latex.Of(item)}"))}",
            ],
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
            yield return $@"&\quad {LatexLines.Sign(line)}{Latex.Of(new Formula.Sum(line))}";
        }
    }
}
