using Memformer.Learn.Auditing;
using Memformer.Learn.Auditing.Methods;
using Memformer.Learn.Auditing.Preconditioners;
using Memformer.Learn.Auditing.Steps;

namespace Memformer.Cli.Reports.Auditing;

/// <summary>The whole verdict in a sentence or two.</summary>
internal static class AuditSummary
{
    /// <summary>Less than this is the precision of a file.</summary>
    private const double SmallestNoise = 1e-6;

    /// <summary>Which method the network is, or why none.</summary>
    public static string Of(Audit audit)
    {
        string runnerUp = audit.Method.RunnerUp is MethodFit second
            ? $" The runner-up is {second.Name}, {Wording.Share(second.Deviation)} away."
            : "";
        if (audit.Method.Chosen is MethodFit chosen)
        {
            string parameters =
                chosen.Parameters.Count > 0 ? $" with {Wording.ParametersWithErrors(chosen.Parameters)}" : "";
            return $"The network is {chosen.Name}{parameters}, on a preconditioner that is "
                + $"{Wording.Of(audit.SharedPreconditioner)}; {Wording.Share(chosen.Deviation)} away."
                + runnerUp
                + Scatter(audit.Noise);
        }

        return Reason(audit) + runnerUp + Scatter(audit.Noise);
    }

    private static string Scatter(double? noise) =>
        noise is double level and > SmallestNoise
            ? $" The weights scatter by {Wording.Share(level)} about this reading; ± is the standard error that this gives."
            : "";

    private static string Reason(Audit audit)
    {
        if (audit.Family.Residual > audit.Options.Tolerance)
        {
            return $"The network is outside the family ({Wording.Share(audit.Family.Residual)}), so it is no method of the catalogue.";
        }

        if (audit.Layers.Any(layer => layer.Kind == StepKind.GdPlusPlus))
        {
            return "The network rewrites its features (GD++): its preconditioner depends on the prompt, so it is no method of the catalogue.";
        }

        return "No method of the catalogue is within the tolerance.";
    }
}
