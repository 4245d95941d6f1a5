using Memformer.Cli.Charts;
using Memformer.Cli.Reports.Auditing;
using Memformer.Learn.Auditing;
using Memformer.Learn.Models;
using Memformer.Learn.Training.Plans;
using Memformer.Theory;
using Memformer.Theory.Algebra;

namespace Memformer.Cli.Reports.Training;

/// <summary>What an audit says of the network that a run ended with: its method, and its residual polynomials over the spectrum.</summary>
internal static class RunAudit
{
    // The loss is the run's own; these show where the eigenvalues are.
    private const int MostPrompts = 1000;

    /// <summary>The verdict and the picture.</summary>
    /// <param name="weights">The network.</param>
    /// <param name="plan">The plan it was trained by, whose law it is judged on.</param>
    public static string Of(NetworkWeights weights, TrainingPlan plan)
    {
        AuditOptions options = new()
        {
            Law = plan.Data.Law(weights.Dimension),
            Context = plan.Network.Context,
            Prompts = Math.Min(MostPrompts, AuditOptions.PromptsFor(weights, plan.Network.Context)),
        };
        try
        {
            Audit audit = Audit.Of(weights, options);
            string chart = AuditCharts.Residuals(audit) is Chart residuals
                ? Html.Figure(residuals, AuditPage.ResidualCaption)
                : "";
            return Html.Verdict(AuditSummary.Of(audit)) + chart;
        }
        catch (MemformerException tooLarge) when (tooLarge is UsageException or AlgebraException)
        {
            return Html.Paragraph($"Not audited: {tooLarge.Message}.");
        }
    }
}
