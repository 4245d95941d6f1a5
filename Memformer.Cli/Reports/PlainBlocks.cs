using Memformer.Theory.Typesetting;

namespace Memformer.Cli.Reports;

/// <summary>Blocks of documents from plain text.</summary>
internal static class PlainBlocks
{
    /// <summary>A paragraph.</summary>
    public static Block.Paragraph Paragraph(string text) => new(Text(text));

    /// <summary>Text in which letters of mathematics are set as formulas: fonts of running text lack them.</summary>
    public static Prose Text(string text) =>
        text.Split("Σ⁻¹")
            .Select(part => (Prose)part)
            .Aggregate((left, right) => left + (Prose)((Formula)"Sigma").Sup(-1) + right);

    /// <summary>A table.</summary>
    public static Block.Table Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows) =>
        new([.. header.Select(Text)], [.. rows.Select(row => (IReadOnlyList<Prose>)[.. row.Select(Text)])]);
}
