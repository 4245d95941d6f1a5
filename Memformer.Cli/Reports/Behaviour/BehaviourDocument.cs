using Memformer.Theory.Typesetting;
using static Memformer.Cli.Reports.PlainBlocks;

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
            new Block.Points([.. BehaviourWording.Findings(report).Select(Text)]),
            new Block.Heading("Symmetries"),
            Table(BehaviourTables.SymmetryHeader, BehaviourTables.SymmetriesOf(report.Comparison)),
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
}
