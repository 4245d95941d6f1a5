using Memformer.Theory.Typesetting;

namespace Memformer.Cli.Reports.Behaviour;

/// <summary>An audit by behaviour as a document, for LaTeX and Markdown.</summary>
internal static class BehaviourDocument
{
    /// <summary>The whole document.</summary>
    public static Document Of(BehaviourReport report)
    {
        List<Block> blocks =
        [
            Paragraph(
                $"{BehaviourWording.Of(report.Comparison.Probe.Design)}. The law of the questions: {report.Law}."
            ),
            .. report.Remarks.Select(remark => Paragraph($"Note: {remark}.")),
            Paragraph(BehaviourWording.Verdict(report.Comparison)),
            new Block.Points([.. BehaviourWording.Findings(report.Comparison).Select(Text)]),
            new Block.Heading("Symmetries"),
            Table(BehaviourTables.SymmetryHeader, BehaviourTables.SymmetriesOf(report.Comparison.Symmetries)),
            new Block.Heading("Methods"),
            Table(BehaviourTables.MethodHeader, BehaviourTables.Methods(report.Comparison)),
            new Block.Heading("The filter"),
            Table(BehaviourTables.FilterHeader, BehaviourTables.Filter(report.Comparison)),
        ];
        if (report.Layers.Answers.Count > 0)
        {
            blocks.Add(new Block.Heading("After each layer"));
            blocks.Add(Table(BehaviourTables.LayerHeader, BehaviourTables.Layers(report.Layers)));
        }

        foreach (HiddenTable table in HiddenTable.Of(report.Layers))
        {
            blocks.Add(Paragraph(table.Caption));
            blocks.Add(Table(table.Header, table.Rows));
        }

        return new Document($"What {Path.GetFileName(report.Source)} does", blocks);
    }

    /// <summary>A paragraph.</summary>
    public static Block.Paragraph Paragraph(string text) => new(Text(text));

    /// <summary>Text in which letters of mathematics are set as formulas: fonts of running text lack them.</summary>
    private static Prose Text(string text) =>
        text.Split("Σ⁻¹")
            .Select(part => (Prose)part)
            .Aggregate((left, right) => left + (Prose)((Formula)"Sigma").Sup(-1) + right);

    /// <summary>A table.</summary>
    public static Block.Table Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows) =>
        new([.. header.Select(Text)], [.. rows.Select(row => (IReadOnlyList<Prose>)[.. row.Select(Text)])]);
}
