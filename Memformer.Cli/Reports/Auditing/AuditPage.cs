using Memformer.Cli.Charts;
using Memformer.Learn.Auditing;
using Memformer.Learn.Auditing.Function;
using Memformer.Theory.Typesetting;

namespace Memformer.Cli.Reports.Auditing;

/// <summary>An audit as one self-contained page: verdicts, the rule, charts and heat maps.</summary>
internal static class AuditPage
{
    /// <summary>What the picture of the residual polynomials shows.</summary>
    public const string ResidualCaption =
        "What is left of the error along an eigenvector of the preconditioned second moment, after each layer. The shaded density is that of the eigenvalues over the prompts; where the last curve leaves ±1, prompts get worse.";

    /// <summary>What the picture of the losses shows.</summary>
    public const string DepthCaption =
        "The mean squared error of the answer after each layer, by the estimator of the table, beside the least that so many layers with one preconditioner can reach.";

    /// <summary>The page.</summary>
    public static string Write(AuditReport report)
    {
        Audit audit = report.Audit;
        HtmlPage page = new HtmlPage($"Audit of {report.Name}", AuditDocument.Description(report))
            .Section(
                "Verdict",
                Html.Verdict(report.Summary),
                string.Concat(
                    LawWording
                        .Of(audit)
                        .Concat(FunctionalWording.Of(audit))
                        .Concat(LoopedWording.Of(audit))
                        .Select(Html.Paragraph)
                ),
                report.Against is AgainstVerdict against
                    ? Html.Verdict($"Against {against.Method}: {(against.Holds ? "yes" : "no")}; {against.Reason}.")
                    : "",
                Html.Table(AuditTables.LayerHeader, AuditTables.Layers(audit)),
                string.Concat(Wording.Of(audit.Layers).Select(Html.Paragraph))
            )
            .Section("How the file was read", Html.Paragraph(report.HowItWasRead))
            .Section("The learned rule", HtmlDocument.Fragment([.. new LearnedRuleDisplay(audit).Blocks()]));
        if (audit.Function is FunctionVerdict function)
        {
            page.Section(
                "On fresh prompts",
                Html.Table(AuditTables.LossHeader, AuditTables.Losses(function)),
                Html.Table(AuditTables.DepthHeader, AuditTables.Depths(function)),
                string.Concat(FunctionWording.Of(audit, function).Select(Html.Paragraph)),
                Html.Figure(AuditCharts.Depth(audit, function), DepthCaption)
            );
        }

        if (AuditCharts.Residuals(audit) is Chart residuals)
        {
            page.Section("Residual polynomials", Html.Figure(residuals, ResidualCaption));
        }

        return page.Section("Weights", AuditMaps.Weights(audit.Weights))
            .Section("Gates", GateMaps.Of(audit.Weights, audit.Context))
            .Section("Canonical form", AuditMaps.Canonical(audit))
            .Section(
                AuditDocument.MethodsHeading,
                Html.Paragraph(AuditTables.MethodNote),
                Html.Table(AuditTables.MethodHeader, AuditTables.Methods(audit))
            )
            .Section(
                "Outside the family, and free",
                HtmlDocument.Fragment([.. AuditDocument.FamilyBlocks(audit.Family)])
            )
            .ToDocument();
    }
}
