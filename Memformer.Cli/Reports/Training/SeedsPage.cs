using System.Globalization;
using Memformer.Cli.Origins;
using Memformer.Cli.Reports.Auditing;
using Memformer.Cli.Terminal;
using Memformer.Learn.Auditing;
using Memformer.Learn.Auditing.Steps;
using Memformer.Learn.Checkpoints.Schemas;
using Memformer.Learn.Estimates;
using Memformer.Learn.Experiments;
using Memformer.Learn.Files;
using Memformer.Learn.Models;
using Memformer.Learn.Training.Plans;
using Memformer.Learn.Training.Runs;
using Memformer.Theory;

namespace Memformer.Cli.Reports.Training;

/// <summary>The page of runs that differ in their seed: how far apart they end, in loss, in method and in weights.</summary>
internal static class SeedsPage
{
    // The losses are the runs' own; these show where the eigenvalues are.
    private const int Prompts = 1000;

    /// <summary>A table of all pairs has a column for each run.</summary>
    private const int LargestTable = 12;

    /// <summary>The page.</summary>
    /// <param name="root">The folder that the runs are in.</param>
    /// <param name="folders">The finished runs.</param>
    /// <param name="plan">Their plan.</param>
    /// <param name="group">How they ended, in the same order.</param>
    public static string Of(string root, IReadOnlyList<RunFolder> folders, TrainingPlan plan, RunGroup group)
    {
        NetworkDesign design = plan.Network;
        Audit[]? audits = Audits(folders, plan);
        string[] names = [.. group.Runs.Select(run => run.Seed.ToString(CultureInfo.InvariantCulture))];
        return new HtmlPage(
            $"{names.Length} networks of {Counted.Of(design.Layers, "layer")}, {design.Architecture.Name}",
            $"Trained on regression prompts with d = {design.Dimension} and n = {design.Context}, from seeds {string.Join(", ", names)}."
        )
            .Section("Result", Html.Verdict(Verdict(group)), Numbers(group))
            .Section(
                "Which methods they are",
                audits is null
                    ? Html.Paragraph("Not audited: the networks are too large.")
                    : Methods(names, audits) + Distances(names, audits) + SeedsCharts.Residuals(names, audits)
            )
            .Section(
                "Training",
                SeedsCharts.Training(names, [.. folders.Select(run => MetricsLine.ReadAll(run.Metrics))])
            )
            .Section("The runs", Html.Links(folders.Select(run => Path.GetRelativePath(root, run.Report))))
            .Section("The plan", Html.Code(PlanFile.Write(plan)))
            .Section("Go on", Html.Code(Origin.Typed(["audit", .. folders.Select(run => run.Model)])))
            .ToDocument();
    }

    private static Audit[]? Audits(IReadOnlyList<RunFolder> folders, TrainingPlan plan)
    {
        try
        {
            return
            [
                .. folders
                    .AsParallel()
                    .AsOrdered()
                    .Select(folder =>
                    {
                        NetworkWeights weights = Checkpoint.Read(folder.Model).Weights;
                        AuditOptions options = new()
                        {
                            Law = plan.Data.Law(weights.Dimension),
                            Context = plan.Network.Context,
                            Prompts = Math.Min(Prompts, AuditOptions.PromptsFor(weights, plan.Network.Context)),
                            ComparesMethods = false,
                        };
                        return Audit.Of(weights, options);
                    }),
            ];
        }
        catch (AggregateException failures) when (failures.InnerExceptions.All(failure => failure is UsageException))
        {
            return null;
        }
    }

    private static string Verdict(RunGroup group)
    {
        double[] above = [.. group.Runs.Select(run => run.Evaluation.Distance).OfType<double>()];
        string optimum =
            above.Length == group.Runs.Count && group.Runs[0].Evaluation.Optimum is { } least
                ? $" They are {OptimumDistance.Text(above.Min(), "0.0##")} to {OptimumDistance.Text(above.Max(), "0.0##")} above "
                    + $"{Measurements.Number(least, 5)}, the least that layers with one preconditioner can reach."
                : "";
        return $"{group.Runs.Count} trainings end at a mean squared error of {new MeanEstimate(group.Loss, group.StandardDeviation)} "
            + $"on fresh prompts: the mean over the seeds, and their standard deviation.{optimum}";
    }

    private static string Numbers(RunGroup group) =>
        Html.Table(
            ["seed", "steps", "ended", "mean squared error", "above the optimum", "conjugate gradients"],
            group.Runs.Select(run =>
                (IReadOnlyList<string>)
                    [
                        run.Seed.ToString(CultureInfo.InvariantCulture),
                        run.Steps.ToString(CultureInfo.InvariantCulture),
                        run.ReachedOptimum ? "at the optimum"
                        : run.StoppedEarly ? "nothing more was gained"
                        : "all steps",
                        new MeanEstimate(run.Evaluation.Loss, run.Evaluation.StandardError).ToString(),
                        run.Evaluation.Distance is { } distance ? OptimumDistance.Text(distance, "0.0##") : "not known",
                        run.Baselines is { } baselines ? Measurements.Number(baselines.ConjugateGradients, 4) : "",
                    ]
            )
        );

    private static string Methods(string[] names, Audit[] audits) =>
        Html.Table(
            ["seed", "method", "layers"],
            names.Zip(
                audits,
                (name, audit) =>
                    (IReadOnlyList<string>)
                        [name, AuditSummary.Short(audit), Runs.InTurn(audit.Layers.Select(layer => layer.Kind.Name()))]
            )
        );

    private static string Distances(string[] names, Audit[] audits)
    {
        FormDistances apart = new(audits);
        string sentence = Html.Paragraph(apart.Sentence([.. names.Select(name => $"seed {name}")]));
        return names.Length > LargestTable
            ? sentence
            : sentence
                + Html.Table(
                    ["C of seed", .. names],
                    names.Select(
                        (name, i) =>
                            (IReadOnlyList<string>)
                                [name, .. names.Select((_, j) => i == j ? "–" : Wording.Share(apart[i, j]))]
                    )
                );
    }
}
