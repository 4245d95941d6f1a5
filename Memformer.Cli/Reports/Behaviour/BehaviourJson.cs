using System.Text.Json;
using MathNet.Numerics.LinearAlgebra;
using Memformer.Cli.Reports.Auditing;
using Memformer.Learn.Behaviour;
using Memformer.Learn.Behaviour.Candidates;
using Memformer.Learn.Behaviour.Preconditioners;
using Memformer.Learn.Behaviour.Probes;
using Memformer.Learn.Behaviour.Samples;

namespace Memformer.Cli.Reports.Behaviour;

/// <summary>An audit by behaviour as JSON; the keys are stable.</summary>
internal static class BehaviourJson
{
    /// <summary>The text, with a line break at the end.</summary>
    public static string Write(BehaviourReport report) => JsonNumbers.Text(json => WriteProperties(json, report));

    /// <summary>Writes the report as an object.</summary>
    public static void Write(Utf8JsonWriter json, BehaviourReport report)
    {
        json.WriteStartObject();
        WriteProperties(json, report);
        json.WriteEndObject();
    }

    private static void WriteProperties(Utf8JsonWriter json, BehaviourReport report)
    {
        WriteProbe(json, report);
        Comparison comparison = report.Comparison;
        WriteVerdict(json, comparison.Verdict);
        json.WriteStartObject("degree");
        json.WriteFinite("least", comparison.Verdict.Degree.Least);
        WriteEstimate(json, "distance", comparison.Verdict.Degree.Distance);
        json.WriteNumber("largestTried", comparison.Verdict.Degree.Largest);
        json.WriteEndObject();
        json.WriteArray("candidates", comparison.Candidates, WriteCandidate);
        WriteSymmetries(json, comparison.Symmetries);
        WriteWhitening(json, comparison.Preconditioner);
        json.WriteString("filterOf", comparison.Fingerprint.Frame);
        json.WriteArray("filter", comparison.Fingerprint.Filter, WritePoint);
        json.WriteStartObject("promptDependent");
        WriteEstimate(json, "share", comparison.PromptDependent);
        json.WriteEndObject();
        json.WriteStartObject("loss");
        WriteEstimate(json, "value", comparison.Loss);
        json.WriteEndObject();
        WriteWeights(json, report.Weights);
        json.WriteArray("layers", report.Layers.Answers, WriteLayer);
        if (report.Layers.Hidden.Count > 0)
        {
            json.WriteArray("hidden", report.Layers.Hidden, WriteReading);
        }
    }

    private static void WriteWeights(Utf8JsonWriter json, WeightsReading? weights)
    {
        if (weights is null)
        {
            json.WriteNull("weights");
            return;
        }

        json.WriteStartObject("weights");
        if (weights.Agrees is bool agree)
        {
            json.WriteBoolean("agree", agree);
        }
        else
        {
            json.WriteNull("agree");
        }

        json.WriteFinite("distance", weights.Distance?.Value);
        json.WriteFinite("standardError", weights.Distance?.StandardError);
        json.WriteFinite("allowed", weights.Allowed);
        json.WriteString("method", weights.Audit.Method.Chosen?.Name);
        json.WriteString("summary", weights.Audit.Summary);
        AuditJson.WriteFunctional(json, weights.Audit.Functional);
        json.WriteEndObject();
    }

    private static void WriteProbe(Utf8JsonWriter json, BehaviourReport report)
    {
        ProbeDesign design = report.Comparison.Probe.Design;
        json.WriteStartObject("probe");
        json.WriteString("answers", report.Source);
        json.WriteNumber("dimension", design.Dimension);
        json.WriteNumber("context", design.Context);
        json.WriteNumber("contexts", design.Contexts);
        json.WriteNumber("questions", design.Rows);
        json.WriteNumber("noise", design.Law.Noise);
        json.WriteNumber("tolerance", report.Comparison.Options.Tolerance);
        json.WriteEndObject();
        json.WriteArray("remarks", report.Remarks, (writer, remark) => writer.WriteStringValue(remark));
    }

    private static void WriteVerdict(Utf8JsonWriter json, BehaviourVerdict verdict)
    {
        json.WriteStartObject("verdict");
        json.WriteString("name", verdict.Method?.Name);
        WriteContent(json, verdict.Method ?? verdict.Closest);
        json.WriteString("closest", verdict.Closest.Name);
        json.WriteArray("asNear", verdict.Others, WriteCandidate);
        json.WriteEndObject();
    }

    private static void WriteCandidate(Utf8JsonWriter json, Candidate candidate)
    {
        json.WriteStartObject();
        json.WriteString("name", candidate.Name);
        WriteContent(json, candidate);
        json.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter json, Candidate candidate)
    {
        json.WriteStartObject("parameters");
        foreach ((string name, double value) in candidate.Parameters)
        {
            json.WriteFinite(name, value);
        }

        if (candidate.Variant is { } variant)
        {
            json.WriteString(variant.Key, variant.Value);
        }

        json.WriteEndObject();
        json.WriteString("preconditioner", candidate.Frame);
        WriteEstimate(json, "distance", candidate.Distance);
    }

    private static void WriteSymmetries(Utf8JsonWriter json, Symmetries symmetries)
    {
        json.WriteStartObject("symmetries");
        Write("linearInQuery", symmetries.LinearInQuery);
        Write("linearInAnswers", symmetries.LinearInAnswers);
        Write("homogeneous", symmetries.Homogeneous);
        Write("order", symmetries.Order);
        Write("rotation", symmetries.Rotation);
        json.WriteEndObject();

        void Write(string name, Estimate? estimate)
        {
            if (estimate is null)
            {
                json.WriteNull(name);
                return;
            }

            json.WriteStartObject(name);
            WriteEstimate(json, "deviation", estimate);
            json.WriteEndObject();
        }
    }

    private static void WriteWhitening(Utf8JsonWriter json, FittedPreconditioner? fitted)
    {
        if (fitted is null)
        {
            json.WriteNull("whitening");
            return;
        }

        json.WriteStartObject("whitening");
        json.WriteMatrix("matrix", Matrix<double>.Build.DenseOfArray(fitted.Matrix));
        json.WriteFinite("conditionNumber", fitted.ConditionNumber);
        json.WriteFinite("fromIdentity", fitted.FromIdentity);
        json.WriteFinite("fromInverseCovariance", fitted.FromInverseCovariance);
        json.WriteStartObject("heldOut");
        WriteEstimate(json, "distance", fitted.Unexplained);
        json.WriteEndObject();
        if (fitted.Rotation is { } rotation)
        {
            json.WriteStartObject("rotation");
            WriteEstimate(json, "deviation", rotation);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WritePoint(Utf8JsonWriter json, FilterPoint point)
    {
        json.WriteStartObject();
        json.WriteFinite("eigenvalue", point.Eigenvalue);
        json.WriteFinite("value", point.Value);
        json.WriteFinite("low", point.Low);
        json.WriteFinite("high", point.High);
        json.WriteEndObject();
    }

    private static void WriteLayer(Utf8JsonWriter json, LayerAnswer layer)
    {
        json.WriteStartObject();
        json.WriteNumber("index", layer.Index);
        json.WriteString("closest", layer.Closest.Name);
        json.WriteFinite("step", layer.Closest.Steps);
        json.WriteFinite("rSquared", 1 - layer.Closest.Distance.Value);
        WriteContent(json, layer.Closest);
        json.WriteStartObject("loss");
        WriteEstimate(json, "value", layer.Loss);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteReading(Utf8JsonWriter json, HiddenReading reading)
    {
        json.WriteStartObject();
        json.WriteNumber("index", reading.Layer);
        json.WriteString("method", reading.Method);
        json.WriteNumber("step", reading.Step);
        json.WriteString("target", reading.Target);
        json.WriteFinite("rSquared", reading.RSquared.Value);
        json.WriteFinite("standardError", reading.RSquared.StandardError);
        json.WriteFinite("control", reading.Control);
        json.WriteEndObject();
    }

    private static void WriteEstimate(Utf8JsonWriter json, string name, Estimate estimate)
    {
        json.WriteFinite(name, estimate.Value);
        json.WriteFinite("standardError", estimate.StandardError);
    }
}
