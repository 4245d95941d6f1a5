using System.Text.Json;
using Memformer.Learn.Auditing;
using Memformer.Learn.Auditing.Preconditioners;
using Memformer.Learn.Auditing.Steps;

namespace Memformer.Cli.Reports.Auditing;

/// <summary>A training history as one JSON object; the keys are stable.</summary>
internal static class TrajectoryJson
{
    /// <summary>The object as indented text.</summary>
    public static string Write(TrajectoryReport report) =>
        JsonNumbers.Text(json =>
        {
            json.WriteString("path", report.Audit.Trajectory.Path);
            ReadingJson.Write(json, report.Last.Source?.Reading);
            json.WriteString("law", report.Law);
            json.WriteNumber("settledAt", report.Audit.SettledAt);
            json.WriteArray("points", report.Audit.Points, WritePoint);
            json.WriteArray(
                "lossOverSeeds",
                report.Audit.Others.Count == 0
                    ? []
                    : Enumerable.Range(0, report.Audit.Points.Count).Select(report.Audit.LossesAt),
                (writer, losses) =>
                {
                    writer.WriteStartArray();
                    foreach (double loss in losses)
                    {
                        writer.WriteFinite(loss);
                    }

                    writer.WriteEndArray();
                }
            );
            json.WriteArray(
                "seeds",
                report.Audit.Others.Count == 0 ? [] : report.AllRuns,
                (writer, run) =>
                {
                    Audit end = run.Points[^1].Audit;
                    writer.WriteStartObject();
                    writer.WriteString("seed", run.Trajectory.Seed);
                    writer.WriteString("method", end.Method.Chosen?.Name);
                    writer.WriteParameters(end.Method.Chosen?.Parameters ?? []);
                    writer.WriteFinite("loss", end.Function?.Outcomes.Loss.Mean);
                    writer.WriteEndObject();
                }
            );
        });

    private static void WritePoint(Utf8JsonWriter json, TrajectoryAuditPoint point)
    {
        json.WriteStartObject();
        json.WriteNumber("step", point.Step);
        json.WriteStartObject("family");
        json.WriteFinite("residual", point.Audit.Family.Residual);
        json.WriteEndObject();
        json.WriteArray(
            "layers",
            point.Audit.Layers,
            (writer, layer) =>
            {
                writer.WriteStartObject();
                writer.WriteNumber("index", layer.Index);
                writer.WriteString("kind", layer.Kind.Name());
                writer.WriteParameters(layer.Parameters);
                writer.WriteFinite("deviation", layer.Deviation);
                writer.WriteString("preconditioner", layer.Preconditioner.Kind.Name());
                writer.WriteFinite(
                    "fromInverseCovariance",
                    layer.Preconditioner.Distances[PreconditionerForm.InverseCovariance]
                );
                writer.WriteEndObject();
            }
        );
        json.WriteString("method", point.Audit.Method.Chosen?.Name);
        json.WriteArray(
            "compatible",
            point.Audit.Method.Compatible,
            (writer, method) => writer.WriteStringValue(method.Fit.Name)
        );
        json.WriteFinite("loss", point.Audit.Function?.Outcomes.Loss.Mean);
        json.WriteFinite("lossStandardError", point.Audit.Function?.Outcomes.Loss.StandardError);
        json.WriteFinite("optimum", point.Audit.Function?.Optimum);
        json.WriteEndObject();
    }
}
