using System.Text;
using Memformer.Cli.Terminal;
using Memformer.Learn.Auditing;
using Memformer.Learn.Auditing.Function;
using Memformer.Learn.Files;
using Memformer.Learn.Models;
using Memformer.Theory.Typesetting;

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
        string network =
            $"{report.Path}: {weights.Architecture.Name}, {Counted.Of(weights.Layers, "layer")}{Wording.Of(audit.Ties)}, "
            + $"{Counted.Of(weights.HeadCount, "head")}, d = {weights.Dimension}, n = {audit.Context}";
        text.Append(Paragraphs.Wrap($"{network}\nlaw of the prompts: {report.Law}\n"));
        text.Append(Paragraphs.Wrap($"how the file was read: {report.HowItWasRead}\n"));
        text.Append('\n').Append(Paragraphs.Wrap(report.Summary)).Append("\n\n");
        foreach (
            string sentence in LawWording.Of(audit).Concat(FunctionalWording.Of(audit)).Concat(LoopedWording.Of(audit))
        )
        {
            text.Append(Paragraphs.Wrap(sentence)).Append("\n\n");
        }

        text.Append(TextTable.Of(AuditTables.LayerHeader, AuditTables.Layers(audit))).Append('\n');
        foreach (string sentence in Wording.Of(audit.Layers))
        {
            text.Append(Paragraphs.Wrap(sentence)).Append('\n');
        }

        text.Append($"\noutside the family: {Wording.Share(audit.Family.Residual)}\n");
        foreach (string free in audit.Family.Free)
        {
            text.Append(Paragraphs.Wrap($"free: {free}\n"));
        }

        if (audit.Function is FunctionVerdict function)
        {
            text.Append('\n').Append(TextTable.Of(AuditTables.LossHeader, AuditTables.Losses(function))).Append('\n');
            text.Append(TextTable.Of(AuditTables.DepthHeader, AuditTables.Depths(function))).Append('\n');
            foreach (string sentence in FunctionWording.Of(audit, function))
            {
                text.Append(Paragraphs.Wrap(sentence)).Append('\n');
            }
        }

        foreach (string method in audit.Method.NotCompared)
        {
            text.Append(Paragraphs.Wrap($"not compared: {method}\n"));
        }

        if (report.Against is AgainstVerdict against)
        {
            string answer = $"against {against.Method}: {(against.Holds ? "yes" : "no")}; {against.Reason}";
            text.Append($"\n{Paragraphs.Wrap(answer)}\n");
        }

        return text.ToString();
    }
}
