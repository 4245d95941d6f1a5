using Memformer.Cli.Charts;
using Memformer.Cli.Terminal;
using Memformer.Theory.Typesetting;

namespace Memformer.Cli.Reports;

/// <summary>
/// What changes with a size of the problem, such as the context length: a figure over it, a table with a row for each, and notes.
/// </summary>
internal abstract class SizeReport : IDrawnReport
{
    /// <summary>All formats, and png for the figure.</summary>
    public static IReadOnlyList<string> Formats { get; } =
    ["text", "json", "csv", "latex", "markdown", "html", "svg", "png"];

    /// <inheritdoc/>
    public Chart Figure
    {
        get
        {
            (double first, double last) = Range;
            double room = Math.Max(0.5, 0.03 * (last - first));
            return new Chart(Title, new Axis(SizeName, Minimum: first - room, Maximum: last + room), Values, Series());
        }
    }

    /// <summary>The heading.</summary>
    protected abstract string Title { get; }

    /// <summary>The law of the prompts, as a sentence.</summary>
    protected abstract string Law { get; }

    /// <summary>The law as the second line of a text.</summary>
    protected virtual string LawLine => Law;

    /// <summary>What a page says below its heading.</summary>
    protected virtual string Lead => Law;

    /// <summary>What the table is of, as a heading.</summary>
    protected abstract string TableTitle { get; }

    /// <summary>The columns.</summary>
    protected abstract IReadOnlyList<string> Header { get; }

    /// <summary>What the figure shows, below it.</summary>
    protected abstract string Caption { get; }

    /// <summary>The size, on the figure's axis.</summary>
    protected virtual string SizeName => "context length n";

    /// <summary>The first and the last size.</summary>
    protected abstract (double First, double Last) Range { get; }

    /// <summary>The figure's other axis.</summary>
    protected abstract Axis Values { get; }

    /// <summary>The cells of the table.</summary>
    protected abstract IEnumerable<IReadOnlyList<string>> Cells();

    /// <summary>How the numbers were found, in sentences.</summary>
    protected abstract IEnumerable<string> Notes();

    /// <summary>The figure's lines.</summary>
    protected abstract IReadOnlyList<Series> Series();

    /// <summary>The table for programs, with a line of names.</summary>
    protected abstract string ToCsv();

    /// <summary>The report for programs.</summary>
    protected abstract string ToJson();

    /// <inheritdoc/>
    public string As(string format) =>
        format switch
        {
            "json" => ToJson(),
            "csv" => ToCsv(),
            "svg" => Figure.ToSvg() + "\n",
            "html" => new HtmlPage(Title, Lead)
                .Section(TableTitle, Html.Figure(Figure, Caption), Html.Table(Header, Cells()))
                .Section("How they were found", [.. Notes().Select(Html.Paragraph)])
                .ToDocument(),
            "text" => Paragraphs.Wrap($"{Title}\n{LawLine}\n")
                + "\n"
                + TextTable.Of(Header, Cells())
                + "\n"
                + string.Concat(Notes().Select(note => Paragraphs.Wrap($"{note}\n"))),
            _ => ReportOptions.Render(ToDocument(), format),
        };

    private Document ToDocument() =>
        new(
            Title,
            [PlainBlocks.Paragraph(Law), PlainBlocks.Table(Header, Cells()), .. Notes().Select(PlainBlocks.Paragraph)]
        );
}
