using System.Globalization;
using Memformer.Cli.Charts;
using Memformer.Cli.Origins;
using Memformer.Cli.Terminal;
using Memformer.Learn.Checkpoints.Schemas;
using Memformer.Learn.Estimates;
using Memformer.Learn.Experiments;
using Memformer.Learn.Exporting;
using Memformer.Learn.Files;
using Memformer.Learn.Models;
using Memformer.Learn.Training.Plans;
using Memformer.Learn.Training.Runs;
using Memformer.Theory.Typesetting;

namespace Memformer.Cli.Reports.Training;

/// <summary>The page of a training run, <c>report.html</c>: how it went, and what was learned.</summary>
internal static class RunPage
{
    /// <summary>The page.</summary>
    /// <param name="folder">The finished run.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="summary">How it ended.</param>
    public static string Of(RunFolder folder, TrainingPlan plan, RunSummary summary)
    {
        NetworkDesign design = plan.Network;
        NetworkWeights weights = Checkpoint.Read(folder.Model).Weights;
        return new HtmlPage(
            $"A network of {Counted.Of(design.Layers, "layer")}, {design.Architecture.Name}",
            $"Trained on regression prompts with d = {design.Dimension} and n = {design.Context}, seed {summary.Seed}."
        )
            .Section("Result", Html.Verdict(Verdict(summary)), Numbers(summary))
            .Section("Which method it is", RunAudit.Of(weights, plan))
            .Section("Training", Curve(folder, summary, plan))
            .Section("What it learned", Method(weights, folder))
            .Section("Weights", Maps(weights))
            .Section("Gates", GateMaps.Of(weights, design.Context))
            .Section("The plan", Html.Code(PlanFile.Write(plan)))
            .Section(
                "Go on",
                Html.Code(
                    string.Join(
                        '\n',
                        Origin.Typed(["audit", folder.Model]),
                        Origin.Typed(["export", folder.Model, "--output", "learned.py"]),
                        Origin.Typed(["predict", folder.Model, "table.csv", "--target", "y"])
                    )
                )
            )
            .ToDocument();
    }

    private static string Verdict(RunSummary summary)
    {
        Evaluation found = summary.Evaluation;
        string end =
            summary.ReachedOptimum ? $"stopped after {summary.Steps} steps, where the optimum was reached"
            : summary.StoppedEarly ? $"stopped after {summary.Steps} steps, where nothing more was gained"
            : $"took {summary.Steps} steps";
        string loss =
            $"Its mean squared error on {found.Prompts} fresh prompts is {new MeanEstimate(found.Loss, found.StandardError)}";
        return found is { Optimum: { } optimum, Distance: { } distance }
            ? $"The training {end}. {loss}, {OptimumDistance.Text(distance, "0.0##")} above {Short(optimum)}, the least that layers with one preconditioner can reach."
            : $"The training {end}. {loss}; the least that such layers can reach is not known in closed form.";
    }

    private static string Numbers(RunSummary summary)
    {
        string own =
            Numbers(summary.Evaluation, summary.Baselines, "on fresh prompts")
            + (
                summary.ExactMean is { } mean
                    ? Html.Paragraph(
                        $"The mean of the network's residual polynomial on Σ⁻¹ over all prompts is {Short(mean)}, exactly, "
                            + "with the rare prompts that a sample misses."
                    )
                    : ""
            );
        return summary.Test is { } test
            ? own
                + Html.Paragraph(
                    $"On the plan's test law, with n = {test.Context}; its optimum is that of networks made for it:"
                )
                + Numbers(test.Evaluation, test.Baselines, "on prompts of the test law")
            : own;
    }

    private static string Numbers(Evaluation found, LawBaselines? baselines, string title)
    {
        string prompt = found.Amplified is null
            ? "of prompts, each with one sampled answer"
            : "of prompts, each the mean over its tasks and queries";
        List<string[]> rows =
        [
            ["mean", Short(found.Loss)],
            ["standard error of the mean", Measurements.Number(found.StandardError)],
            ["exact optimum of the mean", found.Optimum is { } optimum ? Short(optimum) : "–"],
        ];
        if (baselines is not null)
        {
            rows.Add(["mean of as many steps of conjugate gradients", Short(baselines.ConjugateGradients)]);
            rows.Add(["mean of answering 0", Short(baselines.Zero)]);
        }

        rows.Add(["median " + prompt, Short(found.Median)]);
        rows.Add(["largest " + prompt, Short(found.Largest)]);
        List<string[]> shares =
        [
            ["the network is worse than answering 0", Percent(found.WorseThanZero)],
        ];
        if (found.Amplified is { } amplified)
        {
            shares.Add(["some task is answered worse than by 0, |p| > 1", Percent(amplified)]);
        }

        return Html.Table([title, "squared error"], rows) + Html.Table(["prompts on which", "share"], shares);
    }

    private static string Percent(double share) =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.####} %");

    private static string Curve(RunFolder folder, RunSummary summary, TrainingPlan plan)
    {
        IReadOnlyList<MetricsLine> lines = MetricsLine.ReadAll(folder.Metrics);
        if (lines.Count == 0)
        {
            return Html.Paragraph("The record of the training is lost.");
        }

        if (lines.Count == 1)
        {
            return Html.Paragraph(
                $"The network was evaluated once, after step {lines[0].Step}: there is no curve to draw."
            );
        }

        List<Series> series =
        [
            new Line("training prompts", [.. lines.Select(line => new ChartPoint(line.Step, line.TrainingLoss))])
            {
                Color = ChartColors.Density,
            },
            new Line("fresh prompts", [.. lines.Select(line => new ChartPoint(line.Step, line.Loss))])
            {
                Color = ChartColors.Subject,
            },
        ];
        if (summary.Evaluation.Optimum is { } optimum)
        {
            // A line, not a level: the axis makes room for lines.
            ChartPoint[] ends = [new(lines[0].Step, optimum), new(lines[^1].Step, optimum)];
            series.Add(new Line("exact optimum", ends, Stroke.Dashed) { Color = ChartColors.Optimum });
        }

        Chart chart = new("Loss", new Axis("steps"), new Axis("squared error", Logarithmic: true), series);
        return Html.Figure(chart, "Loss over the steps of the training.") + Distance(lines, summary, plan);
    }

    /// <summary>The quantity of interest: how far above the optimum, with twice its standard error on either side.</summary>
    private static string Distance(IReadOnlyList<MetricsLine> lines, RunSummary summary, TrainingPlan plan)
    {
        if (summary.Evaluation.Optimum is not { } optimum)
        {
            return "";
        }

        ChartPoint At(MetricsLine line, int errors)
        {
            double distance = (line.Loss + (errors * line.StandardError) - optimum) / optimum;
            return new ChartPoint(line.Step, distance > 0 ? 100 * distance : double.NaN);
        }

        // Below this an estimate is noise, and a logarithmic axis would show nothing else.
        MetricsLine[] shown = [.. lines.Where(line => line.Loss - line.StandardError > optimum)];
        if (shown.Length < 2)
        {
            return "";
        }

        double lowest = shown.Min(line => At(line, 0).Y) / 4;
        List<Series> series =
        [
            new Band(
                "two standard errors",
                [.. shown.Select(line => At(line, -2) is { Y: > 0 } low ? low : new ChartPoint(line.Step, lowest))],
                [.. shown.Select(line => At(line, 2))]
            )
            {
                Color = ChartColors.Subject,
            },
            new Line("fresh prompts", [.. shown.Select(line => At(line, 0))]) { Color = ChartColors.Subject },
        ];
        if (plan.Training.Tolerance > 0)
        {
            series.Add(new Level("tolerance", 100 * plan.Training.Tolerance) { Color = ChartColors.Reference });
        }

        Chart chart = new(
            "Distance from the exact optimum",
            new Axis("steps"),
            new Axis("above the optimum, %", Logarithmic: true),
            series
        );
        return Html.Figure(
            chart,
            "By how much the loss on fresh prompts exceeds the least possible; evaluations within a standard error of it are left out."
        );
    }

    private static string Method(NetworkWeights weights, RunFolder folder)
    {
        LearnedMethodReading reading = LearnedMethod.Of(weights);
        return reading.Method is { } method
            ? HtmlDocument.Fragment(
                LearnedMethodDocument
                    .Of(method, new ExportOptions("learned", $"Learned by {Path.GetFileName(folder.Model)}"))
                    .Blocks
            )
            : Html.Paragraph($"No linear first-order method: {reading.Obstacle}.");
    }

    /// <summary>P and Q of every head; all of one kind share a scale, so that layers can be compared.</summary>
    private static string Maps(NetworkWeights weights)
    {
        double p = Largest(weights, head => head.P);
        double q = Largest(weights, head => head.Q);
        IEnumerable<string> figures =
            from layer in Enumerable.Range(0, weights.Layers)
            from head in Enumerable.Range(0, weights.HeadCount)
            from map in new[]
            {
                Map("P", layer, head, weights.Heads[layer][head].P, p),
                Map("Q", layer, head, weights.Heads[layer][head].Q, q),
            }
            select map;
        return Html.Paragraph(
                "Blue is negative, red is positive, an empty cell is exactly 0; all of one kind have one scale."
            ) + Html.Row(figures);
    }

    private static string Map(string name, int layer, int head, double[,] matrix, double scale)
    {
        string title = $"{name} of layer {layer}, head {head}";
        return Html.Figure(HeatMap.ToSvg(title, matrix, scale), title);
    }

    private static double Largest(NetworkWeights weights, Func<AttentionHead, double[,]> part) =>
        weights.Heads.SelectMany(layer => layer).SelectMany(head => part(head).Cast<double>()).Max(Math.Abs);

    private static string Short(double value) => Measurements.Number(value, 5);
}
