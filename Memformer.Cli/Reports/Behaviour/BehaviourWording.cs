using System.Globalization;
using Memformer.Cli.Reports.Auditing;
using Memformer.Learn.Auditing;
using Memformer.Learn.Behaviour;
using Memformer.Learn.Behaviour.Candidates;
using Memformer.Learn.Behaviour.Preconditioners;
using Memformer.Learn.Behaviour.Probes;
using Memformer.Learn.Behaviour.Samples;
using Memformer.Learn.Files;
using Memformer.Learn.Numerics;
using Memformer.Learn.Problems;

namespace Memformer.Cli.Reports.Behaviour;

/// <summary>What was found about a network's behaviour, in sentences.</summary>
internal static class BehaviourWording
{
    /// <summary>A number and its standard error: 0.0123 ± 0.0004, or with one power of ten for both.</summary>
    public static string Of(Estimate? estimate) =>
        estimate is null ? "not asked"
        : double.IsNaN(estimate.StandardError) ? Number(estimate.Value)
        : $"{Number(estimate.Value)} ± {Number(estimate.StandardError, 1)}";

    /// <summary>A number with few digits.</summary>
    public static string Number(double value, int digits = 3) => NumberText.Of(value, digits);

    /// <summary>The law of a probe, in words.</summary>
    public static string Of(DataLaw law)
    {
        string covariates = law.Covariates == CovariateKind.Gaussian ? "Gaussian" : KebabCase.Of(law.Covariates);
        bool isIsotropic = law
            .Covariance.Cast<double>()
            .Select((x, i) => x == (i % (law.Dimension + 1) == 0 ? 1 : 0))
            .All(x => x);
        string noise = law.Noise == 0 ? "no noise" : $"noise {Number(law.Noise)}";
        return $"{covariates} covariates, covariance {(isIsotropic ? "I" : "of the probe")}, {noise}";
    }

    /// <summary>The size of a probe, in words.</summary>
    public static string Of(ProbeDesign design) =>
        $"d = {design.Dimension}, n = {design.Context}, {design.Contexts} contexts, "
        + $"{Counted.Of(design.Tasks, "task")} each, {design.Rows.ToString("N0", CultureInfo.InvariantCulture)} questions";

    /// <summary>A method with its constants, in a few words.</summary>
    public static string Of(Candidate candidate)
    {
        if (candidate.Name == "polynomial")
        {
            return $"{Counted.Of(candidate.Steps ?? 0, "gradient")}{Preconditioned(candidate.Frame)} with free steps (a polynomial of degree {candidate.Steps})";
        }

        string constants = Constants(candidate);
        return constants.Length == 0 ? Name(candidate) : $"{Name(candidate)}, {constants}";
    }

    /// <summary>A method's name, with its preconditioner where it has one.</summary>
    public static string Name(Candidate candidate) => Name(candidate.Name, candidate.Frame);

    /// <inheritdoc cref="Name(Candidate)"/>
    public static string Name(string method, string frame) => $"{method.Replace('-', ' ')}{Preconditioned(frame)}";

    /// <summary>A method's constants, in a few words.</summary>
    public static string Constants(Candidate candidate) =>
        string.Join(
            ", ",
            candidate
                .Parameters.Where(parameter => candidate.Name != "polynomial" || parameter.Key == "degree")
                .Select(parameter => $"{parameter.Key} {Number(parameter.Value, 4)}")
                .Concat(candidate.Variant is { } variant ? [$"{variant.Key} {variant.Value}"] : [])
        );

    /// <summary>The matrix whose eigenvalues a filter is a function of.</summary>
    public static string MatrixOf(string frame) =>
        frame switch
        {
            Comparison.PlainFrame => "H = XᵀX/n",
            Comparison.WhitenedFrame => "Σ^(-1/2) H Σ^(-1/2)",
            _ => "A^(1/2) H A^(1/2)",
        };

    /// <summary>What is known of a fitted preconditioner.</summary>
    private static string Of(FittedPreconditioner fitted) =>
        $"The preconditioner A was fitted to the answers: its condition number is {Number(fitted.ConditionNumber)}, it is {Number(100 * fitted.FromIdentity)} % away from the nearest multiple of I and {Number(100 * fitted.FromInverseCovariance)} % from that of Σ⁻¹, and fitted to half of the contexts it leaves {Of(fitted.Unexplained)} of the other half."
        + (
            fitted.Rotation is { } rotation
                ? $" Rotations of the covariates change the answers as A says, but for {Of(rotation)} of their mean square."
                : ""
        );

    private static string Preconditioned(string frame) =>
        frame switch
        {
            Comparison.PlainFrame => "",
            Comparison.WhitenedFrame => " preconditioned by Σ⁻¹",
            _ => " preconditioned by A",
        };

    /// <summary>The verdict.</summary>
    public static string Verdict(Comparison comparison)
    {
        BehaviourVerdict verdict = comparison.Verdict;
        return verdict.Method is { } method
            ? $"The answers are those of {Of(method)}: it leaves {Of(method.Distance)} of their mean square unexplained."
            : $"No known method: the closest, {Of(verdict.Closest)}, leaves {Of(verdict.Closest.Distance)} of the answers' mean square unexplained, allowed: {Number(comparison.Options.Tolerance)}.";
    }

    /// <summary>What else there is to say, a sentence each.</summary>
    public static IEnumerable<string> Findings(BehaviourReport report)
    {
        Comparison comparison = report.Comparison;
        BehaviourVerdict verdict = comparison.Verdict;
        if (verdict.Method is { } method && verdict.Others.Count > 0)
        {
            const int named = 4;
            string more = verdict.Others.Count > named ? $", and {verdict.Others.Count - named} more" : "";
            yield return $"As near, with as many constants or more: {string.Join("; ", verdict.Others.Take(named).Select(Of))}{more}.";
        }

        yield return verdict.Degree.Least is int degree
            ? $"A first-order method needs at least {Counted.Of(degree, "gradient")} to come as near: the best polynomial of degree {degree} leaves {Of(verdict.Degree.Distance)}."
            : $"No first-order method of up to {verdict.Degree.Largest} gradients comes as near: the best polynomial of degree {verdict.Degree.Largest} leaves {Of(verdict.Degree.Distance)}.";
        if (comparison.Preconditioner is { } fitted)
        {
            yield return Of(fitted);
        }

        Estimate prompt = comparison.PromptDependent;
        yield return prompt.Value > 3 * prompt.StandardError && prompt.Value > 1e-5
            ? $"The prompt decides more than its eigenvalues can say: {Of(prompt)} of the answers' mean square is linear in the query, and no function of the eigenvalues explains it."
        : prompt.Value + (3 * prompt.StandardError) < comparison.Options.Tolerance
            ? $"No sign that the prompt decides the steps: a function of the eigenvalues explains all of what is linear in the query but {Of(prompt)}."
        : $"Whether the prompt decides the steps is not told by these questions: what is linear in the query and no function of the eigenvalues is {Of(prompt)}.";
        if (comparison.Probe.Design.Law.Noise > 0)
        {
            double bayes = Math.Pow(comparison.Probe.Design.Law.Noise, 2) / comparison.Probe.Context;
            yield return $"With tasks of covariance Σ⁻¹, the Bayes estimator of this law is ridge regression preconditioned by Σ⁻¹ with lambda {Number(bayes, 4)} (σ²/n).";
        }

        yield return $"The mean squared error of the answers is {Of(comparison.Loss)}.";
        if (report.Weights is { } weights)
        {
            yield return Of(weights);
            foreach (string sentence in FunctionalWording.Of(weights.Audit))
            {
                yield return sentence;
            }
        }
    }

    /// <summary>Whether weights and answers say the same.</summary>
    private static string Of(WeightsReading weights)
    {
        string name = AuditSummary.Short(weights.Audit);
        string iterates =
            $"By its weights, iterate for iterate, it is {(name is AuditSummary.None ? "no method of the catalogue" : name)}.";
        if (weights.Agrees is not bool agrees)
        {
            return "Its weights show no residual polynomial to compare: the layers share no preconditioner, or rewrite the features by "
                + $"matrices of their own. {iterates}";
        }

        string scatter = weights.Audit.Noise is double noise
            ? $", for weights that scatter by {Wording.Share(noise)}"
            : "";
        return $"Its weights {(agrees ? "agree" : "do not agree")}: the residual polynomial that they show leaves {Of(weights.Distance)} "
            + $"of the answers' mean square, allowed: {Number(weights.Allowed)}{scatter}. {iterates}";
    }
}
