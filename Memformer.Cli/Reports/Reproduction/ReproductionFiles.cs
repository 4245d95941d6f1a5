using System.Globalization;
using System.Text;
using Memformer.Cli.Charts;
using Memformer.Cli.Origins;
using Memformer.Learn.Experiments;
using Memformer.Learn.Files;

namespace Memformer.Cli.Reports.Reproduction;

/// <summary>The files of a reproduced figure: numbers as CSV, the figure as SVG, PNG and pgfplots, and the finding.</summary>
internal static class ReproductionFiles
{
    /// <summary>Writes <c>NAME.csv</c>, <c>.svg</c>, <c>.png</c>, <c>.tex</c> and <c>.txt</c>, each whole or not at all.</summary>
    public static void Write(ExperimentResult result, string folder)
    {
        string stem = Path.Combine(folder, result.Experiment.Name);
        Chart chart = ReproductionChart.Of(result);
        AtomicFile.WriteText($"{stem}.csv", OriginMark.On(Csv(result), "csv", Origin.Here));
        AtomicFile.WriteText($"{stem}.svg", OriginMark.On(chart.ToSvg(), "svg", Origin.Here));
        AtomicFile.WriteText($"{stem}.tex", OriginMark.On(chart.ToPgfplots(), "latex", Origin.Here));
        AtomicFile.WriteText($"{stem}.txt", OriginMark.On(Finding(result), "text", Origin.Here));
        AtomicFile.Write($"{stem}.png", stream => stream.Write(chart.ToPng()));
    }

    /// <summary>The claim, whether it holds, and by how much.</summary>
    public static string Finding(ExperimentResult result) =>
        $"{result.Experiment.Title}\nclaim: {result.Experiment.Claim}\n"
        + $"{(result.Finding.Holds ? "holds" : "does not hold")} on this run: {result.Finding.Sentence}\n";

    /// <summary>A row for each number.</summary>
    public static string Csv(ExperimentResult result)
    {
        StringBuilder csv = new("figure,scale,curve,layers,seed,loss,standard_error\n");
        foreach (Measurement value in result.Measurements.Values)
        {
            csv.Append($"{result.Experiment.Name},{result.Scale.Name},\"{value.Curve}\",{value.Layers},{value.Seed},")
                .Append($"{Exact(value.Loss)},{Exact(value.StandardError)}\n");
        }

        return csv.ToString();
    }

    private static string Exact(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";
}
