using System.Globalization;
using System.Text;
using Memformer.Learn.Behaviour;
using Memformer.Learn.Behaviour.Candidates;
using Memformer.Learn.Behaviour.Samples;

namespace Memformer.Cli.Reports.Behaviour;

/// <summary>The numbers of an audit by behaviour, one a row: candidates, symmetries and the filter.</summary>
internal static class BehaviourCsv
{
    /// <summary>The text.</summary>
    public static string Write(BehaviourReport report)
    {
        StringBuilder csv = new("table,name,constants,value,standard_error,low,high\n");
        Comparison comparison = report.Comparison;
        foreach (Candidate candidate in comparison.Candidates)
        {
            Row(
                csv,
                "candidate",
                $"{candidate.Name} ({candidate.Frame})",
                BehaviourWording.Constants(candidate),
                candidate.Distance
            );
        }

        Symmetries symmetries = comparison.Symmetries;
        Row(csv, "symmetry", "linearInQuery", "", symmetries.LinearInQuery);
        Row(csv, "symmetry", "linearInAnswers", "", symmetries.LinearInAnswers);
        Row(csv, "symmetry", "homogeneous", "", symmetries.Homogeneous);
        Row(csv, "symmetry", "order", "", symmetries.Order);
        Row(csv, "symmetry", "rotation", "", symmetries.Rotation);
        if (comparison.Preconditioner is { } fitted)
        {
            int d = fitted.Matrix.GetLength(0);
            for (int i = 0; i < d * d; i++)
            {
                csv.Append($"whitening,A_{(i / d) + 1}_{(i % d) + 1},,{Exact(fitted.Matrix[i / d, i % d])},,,\n");
            }

            Row(csv, "symmetry", "rotation of A^(1/2) x", "", fitted.Rotation);
        }

        Row(csv, "promptDependent", comparison.Fingerprint.Frame, "", comparison.PromptDependent);
        foreach (FilterPoint point in comparison.Fingerprint.Filter)
        {
            csv.Append(
                $"filter,{Exact(point.Eigenvalue)},,{Exact(point.Value)},,{Exact(point.Low)},{Exact(point.High)}\n"
            );
        }

        foreach (LayerAnswer layer in report.Layers.Answers)
        {
            Row(
                csv,
                $"layer {layer.Index}",
                layer.Closest.Name,
                BehaviourWording.Constants(layer.Closest),
                layer.Closest.Distance
            );
        }

        return csv.ToString();
    }

    private static void Row(StringBuilder csv, string table, string name, string constants, Estimate? estimate) =>
        csv.Append($"{table},{name},\"{constants}\",{Exact(estimate?.Value)},{Exact(estimate?.StandardError)},,\n");

    private static string Exact(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";
}
