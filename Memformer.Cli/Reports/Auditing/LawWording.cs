using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Auditing;
using Memformer.Learn.Auditing.Function;

namespace Memformer.Cli.Reports.Auditing;

/// <summary>
/// The law that a network looks made for, where nobody named its own, and why it was not run on any, in sentences with their numbers.
/// </summary>
internal static class LawWording
{
    /// <summary>The sentences; none where the assumed law will do, or none can be inferred.</summary>
    public static IEnumerable<string> Of(Audit audit)
    {
        if (audit.Function is null && AuditOptions.PromptsFor(audit.Weights, audit.Context) == 0)
        {
            yield return $"The network was not run: a prompt has {audit.Context} tokens. --prompts asks for some.";
        }

        if (audit.InferredLaw is not InferredLaw inferred)
        {
            yield break;
        }

        yield return $"There is one preconditioner for all layers ({Wording.Share(inferred.Apart)} apart), positive definite, and "
            + "it is neither I nor the inverse covariance of the assumed law. Training leads to Σ⁻¹, so the inferred law has Σ "
            + "proportional to the inverse of that shape, at the scale where the mean loss of the network's residual polynomial "
            + $"is least: eigenvalues {Eigenvalues(inferred)}.";
        yield return $"Under the inferred law {Losses(audit, inferred)}. Name the law that the network was trained on with "
            + "--covariance FILE or --law; --law inferred makes the whole audit on the inferred one.";
    }

    /// <summary>The same in one sentence, for a row of a table; null where there is nothing to say.</summary>
    public static string? Brief(Audit audit) =>
        audit.InferredLaw is InferredLaw inferred
            ? $"one preconditioner for all layers ({Wording.Share(inferred.Apart)} apart), but not of the assumed law; under the "
                + $"inferred one (--law inferred) the loss is {inferred.Loss?.ToString() ?? Wording.Number(inferred.ExactLoss)}"
            : null;

    /// <summary>Σ's eigenvalues, descending.</summary>
    private static string Eigenvalues(InferredLaw inferred) =>
        string.Join(
            ", ",
            Matrix<double>
                .Build.DenseOfArray(inferred.Law.Covariance)
                .Evd(Symmetricity.Symmetric)
                .EigenValues.Select(value => value.Real)
                .OrderDescending()
                .Select(value => Wording.Number(value))
        );

    private static string Losses(Audit audit, InferredLaw inferred)
    {
        string network = inferred.Loss is { } loss ? $"the network's loss is {loss}; " : "";
        string optimum = inferred.Optimum is double best
            ? $", {Wording.Number(inferred.ExactLoss / best)} times the optimum of its depth"
            : "";
        string assumed = audit.Function is { } function
            ? $". Under the assumed law the network's loss is {function.Outcomes.Loss}"
            : "";
        return $"{network}that of its residual polynomial is {Wording.Number(inferred.ExactLoss)}, exactly{optimum}{assumed}";
    }
}
