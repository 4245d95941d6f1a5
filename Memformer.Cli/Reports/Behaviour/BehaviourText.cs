using System.Text;
using Memformer.Cli.Terminal;
using Memformer.Theory.Typesetting;

namespace Memformer.Cli.Reports.Behaviour;

/// <summary>An audit by behaviour as plain text for the terminal.</summary>
internal static class BehaviourText
{
    /// <summary>The text, with a line break at the end.</summary>
    public static string Write(BehaviourReport report)
    {
        StringBuilder text = new();
        text.Append(
            Paragraphs.Wrap(
                $"{report.Source}: {BehaviourWording.Of(report.Comparison.Probe.Design)}\nlaw of the questions: {report.Law}\n"
            )
        );
        foreach (string remark in report.Remarks)
        {
            text.Append(Paragraphs.Wrap($"note: {remark}\n"));
        }

        text.Append('\n').Append(Paragraphs.Wrap(BehaviourWording.Verdict(report.Comparison))).Append('\n');
        foreach (string finding in BehaviourWording.Findings(report))
        {
            text.Append(Paragraphs.Wrap(finding)).Append('\n');
        }

        text.Append('\n')
            .Append(TextTable.Of(BehaviourTables.SymmetryHeader, BehaviourTables.SymmetriesOf(report.Comparison)))
            .Append('\n');
        text.Append(TextTable.Of(BehaviourTables.MethodHeader, BehaviourTables.Methods(report.Comparison)))
            .Append('\n');
        text.Append(TextTable.Of(BehaviourTables.FilterHeader, BehaviourTables.Filter(report.Comparison)));
        if (report.Layers.Answers.Count > 0)
        {
            text.Append('\n').Append(TextTable.Of(BehaviourTables.LayerHeader, BehaviourTables.Layers(report.Layers)));
        }

        foreach (HiddenTable table in HiddenTable.Of(report.Layers))
        {
            text.Append($"\n{table.Caption}\n").Append(TextTable.Of(table.Header, table.Rows));
        }

        return text.ToString();
    }
}
