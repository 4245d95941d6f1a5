using System.Text.Json;
using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Auditing;
using Memformer.Learn.Auditing.Function;
using Memformer.Learn.Auditing.Methods;
using Memformer.Learn.Auditing.Preconditioners;
using Memformer.Learn.Auditing.Reading;
using Memformer.Learn.Auditing.Steps;
using Memformer.Learn.Estimates;
using Memformer.Learn.Files;
using Memformer.Learn.Models;

namespace Memformer.Cli.Reports.Auditing;

/// <summary>
/// An audit as one JSON object. The keys are a contract; new ones may be added. A number that is not known, or not
/// finite, is null.
/// </summary>
internal static class AuditJson
{
    /// <summary>The object as indented text.</summary>
    public static string Write(AuditReport report) =>
        JsonNumbers.Text(json =>
        {
            WriteModel(json, report);
            ReadingJson.Write(json, report.Reading);
            WriteLaw(json, report);
            WriteFamily(json, report.Audit.Family);
            json.WriteFinite("weightNoise", report.Audit.Noise);
            json.WriteFinite("exactLoss", report.Audit.ExactLoss);
            json.WriteArray("layers", report.Audit.Layers, WriteLayer);
            WriteMethod(json, report.Audit.Method);
            WriteFunctional(json, report.Audit.Functional);
            WriteFunction(json, report.Audit.Function);
            WriteAgainst(json, report.Against);
            json.WriteString("verdict", report.Summary);
            json.WriteArray("remarks", report.Remarks, (writer, remark) => writer.WriteStringValue(remark));
        });

    private static void WriteModel(Utf8JsonWriter json, AuditReport report)
    {
        NetworkWeights weights = report.Audit.Weights;
        json.WriteStartObject("model");
        json.WriteString("path", report.Path);
        json.WriteString("format", report.Format);
        json.WriteString("schema", report.Checkpoint.Source?.Schema);
        json.WriteString("architecture", weights.Architecture.Name);
        json.WriteNumber("layers", weights.Layers);
        if (report.Audit.Ties is LayerTies ties)
        {
            json.WriteStartObject("tied");
            json.WriteNumber("block", ties.Block);
            json.WriteNumber("times", ties.Times);
            json.WriteFinite("boundedUpTo", report.Audit.Beyond?.Largest);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("tied");
        }

        json.WriteNumber("heads", weights.HeadCount);
        json.WriteNumber("dimension", weights.Dimension);
        json.WriteNumber("context", report.Audit.Context);
        json.WriteEndObject();
    }

    private static void WriteLaw(Utf8JsonWriter json, AuditReport report)
    {
        json.WriteStartObject("law");
        json.WriteString("source", report.Law);
        json.WriteMatrix("covariance", Matrix<double>.Build.DenseOfArray(report.Audit.Options.Law.Covariance));
        json.WriteNumber("noise", report.Audit.Options.Law.Noise);
        json.WriteEndObject();
        WriteInferredLaw(json, report.Audit.InferredLaw);
    }

    private static void WriteInferredLaw(Utf8JsonWriter json, InferredLaw? inferred)
    {
        if (inferred is null)
        {
            json.WriteNull("inferredLaw");
            return;
        }

        json.WriteStartObject("inferredLaw");
        json.WriteMatrix("covariance", Matrix<double>.Build.DenseOfArray(inferred.Law.Covariance));
        json.WriteFinite("apart", inferred.Apart);
        json.WriteFinite("exactLoss", inferred.ExactLoss);
        json.WriteFinite("loss", inferred.Loss?.Mean);
        json.WriteFinite("lossStandardError", inferred.Loss?.StandardError);
        json.WriteFinite("optimum", inferred.Optimum);
        json.WriteEndObject();
    }

    private static void WriteFamily(Utf8JsonWriter json, FamilyVerdict family)
    {
        json.WriteStartObject("family");
        json.WriteFinite("residual", family.Residual);
        json.WriteArray("free", family.Free, (writer, name) => writer.WriteStringValue(name));
        json.WriteArray(
            "layers",
            family.Layers,
            (writer, layer) =>
            {
                writer.WriteStartObject();
                writer.WriteFinite("residual", layer.Total);
                writer.WriteFinite("projection", layer.Projection);
                writer.WriteFinite("attention", layer.Attention);
                writer.WriteFinite("gates", layer.Gates);
                writer.WriteFinite("features", layer.Features);
                writer.WriteEndObject();
            }
        );
        json.WriteEndObject();
    }

    private static void WriteLayer(Utf8JsonWriter json, LayerVerdict layer)
    {
        json.WriteStartObject();
        json.WriteNumber("index", layer.Index);
        json.WriteString("kind", layer.Kind.Name());
        json.WriteParameters(layer.Parameters);
        json.WriteFinite("deviation", layer.Deviation);
        json.WriteBoolean("tested", layer.Fit.IsTested);
        json.WriteStartObject("preconditioner");
        json.WriteString("kind", layer.Preconditioner.Kind.Name());
        json.WriteFinite("scale", layer.Preconditioner.Scale);
        json.WriteFinite("deviation", layer.Preconditioner.Deviation);
        json.WriteMatrix("matrix", layer.Preconditioner.Direction);
        json.WriteFinite("asymmetry", layer.Preconditioner.Asymmetry);
        json.WriteArray("eigenvalues", layer.Preconditioner.Eigenvalues, (writer, value) => writer.WriteFinite(value));
        json.WriteEndObject();
        json.WriteArray("coefficients", layer.Coefficients, (writer, value) => writer.WriteFinite(value));
        json.WriteFinite("featureChange", layer.FeatureChange);
        json.WriteArray(
            "candidates",
            layer.Candidates,
            (writer, fit) =>
            {
                writer.WriteStartObject();
                writer.WriteString("kind", fit.Kind.Name());
                writer.WriteParameters(fit.Parameters);
                writer.WriteFinite("deviation", fit.Deviation);
                writer.WriteEndObject();
            }
        );
        json.WriteString("verdict", Wording.Of(layer));
        json.WriteEndObject();
    }

    private static void WriteMethod(Utf8JsonWriter json, MethodVerdict method)
    {
        json.WriteStartObject("method");
        json.WriteString("name", method.Chosen?.Name);
        json.WriteParameters(method.Chosen?.Parameters ?? []);
        json.WriteFinite("deviation", method.Chosen?.Deviation);
        json.WriteFinite("largestRowDeviation", method.Chosen?.LargestRowDeviation);
        json.WriteFinite("backwardError", method.Chosen?.BackwardError);
        json.WriteArray("compatible", method.Compatible, WriteCompatible);
        json.WriteArray("rivals", method.Rivals, (writer, name) => writer.WriteStringValue(name));
        json.WriteString("objection", method.Objection);
        json.WriteStartObject("evidence");
        json.WriteNumber("numbers", method.Evidence.Numbers);
        json.WriteNumber("fitted", method.Evidence.Fitted);
        json.WriteNumber("freedom", method.Evidence.Freedom);
        json.WriteNumber("tried", method.Evidence.Tried);
        json.WriteEndObject();
        json.WriteArray("notCompared", method.NotCompared, (writer, name) => writer.WriteStringValue(name));
        if (method.RunnerUp is MethodFit second)
        {
            json.WriteStartObject("runnerUp");
            json.WriteString("name", second.Name);
            json.WriteFinite("deviation", second.Deviation);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("runnerUp");
        }

        json.WriteArray(
            "fits",
            method.Fits,
            (writer, fit) =>
            {
                writer.WriteStartObject();
                writer.WriteString("name", fit.Name);
                writer.WriteParameters(fit.Parameters);
                writer.WriteFinite("deviation", fit.Deviation);
                writer.WriteFinite("largestRowDeviation", fit.LargestRowDeviation);
                writer.WriteFinite("backwardError", fit.BackwardError);
                writer.WriteEndObject();
            }
        );
        json.WriteEndObject();
    }

    private static void WriteCompatible(Utf8JsonWriter json, CompatibleMethod method)
    {
        json.WriteStartObject();
        json.WriteString("name", method.Fit.Name);
        json.WriteParameters(method.Fit.Parameters);
        json.WriteFinite("deviation", method.Fit.Deviation);
        json.WriteArray("contains", method.Contains, (writer, name) => writer.WriteStringValue(name));
        json.WriteEndObject();
    }

    /// <summary>What the network is as a function; null where its answers are no function of one polynomial.</summary>
    internal static void WriteFunctional(Utf8JsonWriter json, FunctionalVerdict? function)
    {
        if (function is null)
        {
            json.WriteNull("asFunction");
            return;
        }

        json.WriteStartObject("asFunction");
        json.WriteArray("polynomial", function.Polynomial, (writer, value) => writer.WriteFinite(value));
        if (function.Steps is { } steps)
        {
            json.WriteArray("steps", steps, (writer, value) => writer.WriteFinite(value));
        }
        else
        {
            json.WriteNull("steps");
        }

        json.WriteArray(
            "fits",
            function.Fits,
            (writer, fit) =>
            {
                writer.WriteStartObject();
                writer.WriteString("name", fit.Name);
                writer.WriteParameters(fit.Parameters);
                writer.WriteFinite("distance", fit.Distance);
                writer.WriteBoolean("tested", fit.IsTested);
                writer.WriteEndObject();
            }
        );
        json.WriteEndObject();
    }

    private static void WriteFunction(Utf8JsonWriter json, FunctionVerdict? function)
    {
        if (function is null)
        {
            json.WriteNull("function");
            return;
        }

        json.WriteStartObject("function");
        json.WriteNumber("prompts", function.Prompts);
        json.WriteFinite("relativeError", function.RelativeError);
        json.WriteFinite("projectionError", function.ProjectionError);
        json.WriteFinite("loss", function.Outcomes.Loss.Mean);
        json.WriteFinite("lossStandardError", function.Outcomes.Loss.StandardError);
        json.WriteFinite("answerMedian", function.Outcomes.Median);
        json.WriteFinite("answerLargest", function.Outcomes.Largest);
        json.WriteFinite("answersWorseThanZero", function.Outcomes.WorseThanZero);
        json.WriteFinite("outOfRange", function.OutOfRange);
        json.WriteFinite("unbounded", function.Unbounded);
        json.WriteFinite("optimum", function.Optimum);
        json.WriteFinite("answeringZero", function.AnsweringZero);
        json.WriteStartArray("byDepth");
        for (int layer = 0; layer < function.LossByDepth.Count; layer++)
        {
            json.WriteStartObject();
            json.WriteFinite("loss", function.LossByDepth[layer].Mean);
            json.WriteFinite("lossStandardError", function.LossByDepth[layer].StandardError);
            WriteOptimum(json, layer < function.OptimumByDepth.Count ? function.OptimumByDepth[layer] : null);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("baselines");
        json.WriteFinite("gd", function.Baselines?.Gd?.Mean);
        json.WriteFinite("heavyBall", function.Baselines?.HeavyBall?.Mean);
        json.WriteFinite("nesterov", function.Baselines?.Nesterov?.Mean);
        json.WriteFinite("cg", function.Baselines?.Cg.Mean);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteAgainst(Utf8JsonWriter json, AgainstVerdict? against)
    {
        if (against is null)
        {
            return;
        }

        json.WriteStartObject("against");
        json.WriteString("method", against.Method);
        json.WriteBoolean("holds", against.Holds);
        json.WriteString("as", against.Function is null ? "iterates" : "function");
        json.WriteParameters(against.Fit?.Parameters ?? against.Function?.Parameters ?? []);
        json.WriteFinite("deviation", against.Fit?.Deviation ?? against.Function?.Distance);
        json.WriteString("reason", against.Reason);
        json.WriteEndObject();
    }

    /// <summary>The optimum at a depth; where it is not exact, with its error and what it is.</summary>
    private static void WriteOptimum(Utf8JsonWriter json, OptimumEstimate? optimum)
    {
        json.WriteFinite("optimum", optimum?.Loss.Mean);
        if (optimum is { Knowledge: not OptimumKnowledge.Exact })
        {
            json.WriteFinite("optimumStandardError", optimum.Loss.StandardError);
            json.WriteString("optimumIs", KebabCase.Of(optimum.Knowledge));
        }
    }
}
