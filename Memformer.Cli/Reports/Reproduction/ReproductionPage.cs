using Memformer.Cli.Charts;
using Memformer.Learn.Experiments;
using Memformer.Learn.Training.Plans;

namespace Memformer.Cli.Reports.Reproduction;

/// <summary>The page of a reproduction: the findings, and a section for each figure.</summary>
internal static class ReproductionPage
{
    /// <summary>The page.</summary>
    /// <param name="results">The figures in order.</param>
    public static string Of(IReadOnlyList<ExperimentResult> results)
    {
        HtmlPage page = new(
            "The experiments of the Memformer paper, reproduced",
            "Dutta and Sra, Memory-augmented Transformers can implement linear first-order optimization methods "
                + "(arXiv:2410.07263): trained anew, tested on fresh prompts, beside the exact optimum."
        );
        if (results.Count > 1)
        {
            page.Section("Findings", Findings(results));
        }

        foreach (ExperimentResult result in results)
        {
            page.Section(
                result.Experiment.Title,
                Html.Paragraph($"Claim, in our words: {result.Experiment.Claim}"),
                Html.Verdict($"{Answer(result)} {result.Finding.Sentence}"),
                Html.Figure(ReproductionChart.Of(result), Caption(result)),
                ReproductionChart.OverOptimum(result) is Chart ratio
                    ? Html.Figure(
                        ratio,
                        "How many times the least possible loss the networks lose, of those that lose less than twice as much."
                    )
                    : "",
                Html.Heading("Numbers"),
                Table(result),
                Html.Heading("Again"),
                Html.Code($"memformer reproduce {result.Experiment.Name} --scale {result.Scale.Name}")
            );
        }

        return page.Section("How it was trained", Training(results)).ToDocument();
    }

    private static string Findings(IReadOnlyList<ExperimentResult> results) =>
        Html.Table(
            ["figure", "claim", "holds on this run"],
            results.Select(result =>
                (IReadOnlyList<string>)
                    [result.Experiment.Name, result.Experiment.Claim, result.Finding.Holds ? "yes" : "no"]
            )
        );

    private static string Answer(ExperimentResult result) =>
        result.Finding.Holds ? "It holds on this run." : "It does not hold on this run.";

    private static string Caption(ExperimentResult result) =>
        $"Loss over the number of layers, geometric mean over {result.Scale.Seeds} seeds; bands: one standard deviation of "
        + "the log loss over seeds; dashed: exact least mean losses, in green that of any network with one gradient a layer; "
        + "dotted: a curve that lies on another one. Curves a thousand times below the optima, or above them, leave the "
        + "figure; the numbers are in the table.";

    private static string Table(ExperimentResult result)
    {
        Measurements found = result.Measurements;
        return Html.Table(
            ["curve", .. found.Depths.Select(layers => $"L\u00a0=\u00a0{layers}")],
            result.Experiment.Curves.Select(curve =>
                (IReadOnlyList<string>)
                    [curve.Name, .. found.Depths.Select(layers => Measurements.Number(found.Loss(curve.Name, layers)))]
            )
        );
    }

    private static string Training(IReadOnlyList<ExperimentResult> results)
    {
        ExperimentScale scale = results[0].Scale;
        (TrainedNetwork Network, int Layers)[] networks =
        [
            .. results.SelectMany(result =>
                result
                    .Experiment.Curves.SelectMany(curve => curve.Networks)
                    .Select(network => (network, result.Experiment.Depths[^1]))
            ),
        ];
        return Html.Paragraph(
                $"Each network was trained from {scale.Seeds} seeds, for at most {scale.Steps} steps, or as its plan says, or until it was within "
                    + $"{100 * scale.Tolerance} % of the optimum, and tested on {scale.TestPrompts} fresh prompts; the classical "
                    + $"methods on {scale.BaselinePrompts}. The plans of the deepest networks:"
            )
            + string.Concat(
                networks
                    .DistinctBy(entry => entry.Network.Slug)
                    .Select(entry =>
                        $"<details><summary>{Html.Text(entry.Network.Slug)}</summary>"
                        + Html.Code(PlanFile.Write(scale.PlanOf(entry.Network, entry.Layers)))
                        + "</details>\n"
                    )
            );
    }
}
