using System.Text;
using Memformer.Learn.Auditing;
using Memformer.Learn.Models;

namespace Memformer.Cli.Reports.Auditing;

/// <summary>An audit as plain text for the terminal.</summary>
internal static class AuditText
{
    /// <summary>The text, with a line break at the end.</summary>
    public static string Write(AuditReport report)
    {
        StringBuilder text = new();
        Audit audit = report.Audit;
        NetworkWeights weights = audit.Weights;
        text.Append($"{report.Path}: {weights.Architecture.Name()}, {weights.Layers} layers, ")
            .Append(
                $"{weights.HeadCount} head{(weights.HeadCount == 1 ? "" : "s")}, d = {weights.Dimension}, n = {audit.Context}\n"
            )
            .Append($"law of the prompts: {report.Law}\n");
        foreach (string remark in report.Remarks)
        {
            text.Append($"note: {remark}\n");
        }

        text.Append('\n').Append(report.Summary).Append("\n\n");
        text.Append(PlainTable.Of(AuditTables.LayerHeader, AuditTables.Layers(audit))).Append('\n');
        foreach (LayerVerdict layer in audit.Layers)
        {
            text.Append(Wording.Of(layer)).Append('\n');
        }

        text.Append($"\noutside the family: {Wording.Share(audit.Family.Residual)}\n");
        foreach (string free in audit.Family.Free)
        {
            text.Append($"free: {free}\n");
        }

        if (audit.Function is FunctionVerdict function)
        {
            text.Append('\n').Append(PlainTable.Of(AuditTables.LossHeader, AuditTables.Losses(function))).Append('\n');
            foreach (string sentence in FunctionWording.Of(audit, function))
            {
                text.Append(sentence).Append('\n');
            }
        }

        if (report.Against is AgainstVerdict against)
        {
            text.Append($"\nagainst {against.Method}: {(against.Holds ? "yes" : "no")}; {against.Reason}\n");
        }

        return text.ToString();
    }
}
