using Memformer.Learn.Auditing;
using Memformer.Learn.Auditing.Function;
using Memformer.Learn.Auditing.Steps;
using Memformer.Learn.Estimates;

namespace Memformer.Cli.Reports.Auditing;

/// <summary>What the functional check found, in sentences with their numbers.</summary>
internal static class FunctionWording
{
    /// <summary>A mean whose standard error is a larger share of the optimum cannot be compared with it.</summary>
    private const double LargestError = 0.25;

    private const double Rounding = 1e-9;

    /// <summary>The sentences, the most important first.</summary>
    public static IEnumerable<string> Of(Audit audit, FunctionVerdict function)
    {
        if (
            function.Prompts < AuditOptions.UsualPrompts
            && function.Prompts == AuditOptions.PromptsFor(audit.Weights, audit.Context)
        )
        {
            yield return $"The network is large: it was run on {function.Prompts} prompts, where {AuditOptions.UsualPrompts} are "
                + "usual; --prompts asks for more.";
        }

        yield return $"On {function.Prompts} fresh prompts the answers of the rules above differ from the network's by "
            + $"{Wording.Share(function.RelativeError)} (those of its canonical form by {Wording.Share(function.ProjectionError)}).";
        if (function.Outcomes.Loss.Mean >= function.AnsweringZero)
        {
            string law =
                audit.Options.IsLawAssumed && audit.InferredLaw is null
                    ? " Its law is only assumed: where it was trained on another, name that with --covariance or --law."
                    : "";
            yield return $"The network does not reduce the error: answering 0 has {Wording.Number(function.AnsweringZero)}.{law}";
        }

        yield return $"Squared errors of single answers: median {Wording.Number(function.Outcomes.Median)}, largest "
            + $"{Wording.Number(function.Outcomes.Largest)}; on {Wording.Share(function.Outcomes.WorseThanZero)} of the prompts the answer "
            + "is worse than 0.";
        if (audit.Curve is ResidualCurve curve && function.OutOfRange is double share)
        {
            yield return $"The residual polynomial stays within ±1 up to the eigenvalue {Wording.Number(curve.Range)}; "
                + $"{Wording.Share(share)} of the prompts have one beyond it (the largest seen is "
                + $"{Wording.Number(function.Eigenvalues[^1])}).";
        }

        if (audit.ExactLoss is double exact)
        {
            yield return $"On Σ⁻¹ itself that polynomial's mean loss is {Wording.Number(exact)}{Above(exact, function.Optimum)}, "
                + "exactly: it comes from the moments of H, and has no sample that rare prompts could be missing from.";
        }

        if (function.Optimum is null)
        {
            yield return Unknown(function);
        }

        if (function.Optimum is double optimum)
        {
            yield return Distance(audit, function, optimum);
        }
    }

    /// <summary>What stands in the place of an exact optimum.</summary>
    private static string Unknown(FunctionVerdict function) =>
        function.OptimumByDepth switch
        {
            [.., { Knowledge: OptimumKnowledge.Estimated } last] =>
                "No exact optimum is known of this law at this depth; the best polynomial of that degree in Σ⁻¹H, fitted to other "
                    + $"prompts, loses {last.Loss}.",
            [.., var last] =>
                "No exact optimum is known of this law at this depth; one polynomial on the preconditioner that is best "
                    + $"for one layer loses {last.Loss}, and a network may do better.",
            _ => "No optimum is known of this law at this depth.",
        };

    private static string Above(double exact, double? optimum) =>
        optimum is double best && best > 0 && exact > best && exact < 2 * best
            ? $" ({Wording.Share((exact - best) / best)} above the optimum)"
            : "";

    private static string Distance(Audit audit, FunctionVerdict function, double optimum)
    {
        double difference = function.Outcomes.Loss.Mean - optimum;
        double errors = Math.Abs(difference) / function.Outcomes.Loss.StandardError;
        if (Math.Abs(difference) <= Rounding * optimum)
        {
            return "The loss is the optimum of its depth.";
        }

        if (function.Outcomes.Loss.StandardError > LargestError * optimum)
        {
            return $"The mean is ruled by single prompts ({function.Outcomes.Loss}), and says nothing of its distance from the optimum of "
                + $"this depth, {Wording.Number(optimum)}; the median is {Wording.Number(function.Outcomes.Median / optimum)} times that.";
        }

        if (errors < 2)
        {
            MeanEstimate percent = new(
                100 * difference / optimum,
                100 * function.Outcomes.Loss.StandardError / optimum
            );
            return $"The loss cannot be told from the optimum of its depth: it is {percent} % above it.";
        }

        if (difference > optimum)
        {
            return $"The loss is {Wording.Number(function.Outcomes.Loss.Mean / optimum)} times the optimum of its depth.";
        }

        if (difference > 0)
        {
            return $"The loss is {Wording.Share(difference / optimum)} above the optimum of its depth.";
        }

        return audit.Layers.Any(layer => layer.Kind == StepKind.GdPlusPlus)
                ? $"The loss is {Wording.Share(-difference / optimum)} below the optimum of networks that leave the features alone."
            : audit.ExactLoss is not null
                ? "The estimate lies below the optimum, which layers that share one preconditioner cannot: rare prompts that "
                    + "decide the mean are missing from this sample; the exact mean has them."
            : "The estimate lies below the optimum of layers that share one preconditioner: rare prompts that decide the mean may "
                + "be missing from this sample, as more --prompts tell; matrices of each layer's own can also gain a little.";
    }
}
