using Memformer.Cli.Charts;
using Memformer.Cli.Terminal;
using Memformer.Learn.Auditing;
using Memformer.Learn.Auditing.Preconditioners;
using Memformer.Learn.Auditing.Steps;
using Memformer.Learn.Checkpoints.Schemas;
using Memformer.Learn.Estimates;
using Memformer.Learn.Files;
using Memformer.Theory.Typesetting;

namespace Memformer.Cli.Reports.Auditing;

/// <summary>What <c>memformer audit</c> reports of a training history: a line per snapshot, oldest first.</summary>
/// <param name="Audit">The audits.</param>
/// <param name="Law">Where the law of the prompts came from, in words.</param>
internal sealed record TrajectoryReport(TrajectoryAudit Audit, string Law)
{
    private string[] Header =>
        [
            "step",
            "kinds",
            "method",
            "A[l]",
            "from Σ⁻¹",
            "outside",
            "loss",
            "to the optimum",
            .. Audit.Others.Count > 0 ? ["loss over seeds"] : Array.Empty<string>(),
        ];

    private string Name => Path.GetFileName(Path.TrimEndingDirectorySeparator(Audit.Trajectory.Path));

    private string Description =>
        $"{Counted.Of(Audit.Points.Count, "snapshot")} of {Audit.Trajectory.Path}; law of the prompts: {Law}. The kinds of all layers "
        + $"are the final ones from step {Audit.SettledAt} on.{Seeds}{InferredLaw}";

    private string InferredLaw =>
        LawWording.Brief(Audit.Points[^1].Audit) is string brief ? $" The last one has {brief}." : "";

    /// <summary>All runs, the one whose rows are shown first.</summary>
    public IReadOnlyList<TrajectoryAudit> AllRuns => [Audit, .. Audit.Others];

    /// <summary>What each run ends as; nothing where there is one.</summary>
    private string Seeds =>
        Audit.Others.Count == 0
            ? ""
            : $" There are {AllRuns.Count} seeds, and {Audit.Trajectory.Seed} is shown. They end as "
                + string.Join(", ", AllRuns.Select(run => $"{run.Trajectory.Seed} {End(run.Points[^1].Audit)}"))
                + ".";

    private static string End(Audit audit) =>
        (AuditSummary.Short(audit) is AuditSummary.None ? "no method" : AuditSummary.Short(audit))
        + (audit.Function is { } function ? $" (loss {Wording.Number(function.Outcomes.Loss.Mean)})" : "");

    /// <summary>The report in a format of <c>--format</c>.</summary>
    public string As(string format) =>
        format switch
        {
            "json" => TrajectoryJson.Write(this),
            "latex" => LatexDocument.Of(ToDocument()),
            "markdown" => MarkdownDocument.Of(ToDocument()),
            "html" => ToPage(),
            _ => Paragraphs.Wrap($"{Description}\nhow the file was read: {HowItWasRead}\n\n")
                + TextTable.Of([.. Narrow(Header)], Rows().Select(row => (IReadOnlyList<string>)[.. Narrow(row)])),
        };

    /// <summary>
    /// The columns that a terminal has room for: what kinds the preconditioners are, and what is outside the family, is in the
    /// other formats.
    /// </summary>
    private IEnumerable<string> Narrow(IReadOnlyList<string> row) =>
        row.Where((_, column) => Header[column] is not ("outside" or "A[l]" or "loss over seeds"));

    /// <summary>The last snapshot.</summary>
    public Checkpoint Last => Audit.Trajectory.Points[^1].Checkpoint;

    /// <summary>How the last snapshot was read; the others are read the same way.</summary>
    private string HowItWasRead => Last.Source?.Reading.Describe(Last.Weights) ?? "";

    private IEnumerable<IReadOnlyList<string>> Rows() =>
        Audit.Points.Select(
            (point, index) =>
                (IReadOnlyList<string>)
                    [
                        $"{point.Step}",
                        Runs.InTurn(point.Audit.Layers.Select(layer => layer.Kind.Name())),
                        AuditSummary.Short(point.Audit),
                        Runs.InTurn(point.Audit.Layers.Select(layer => layer.Preconditioner.Kind.Name())),
                        Wording.Share(FromInverse(point)),
                        Wording.Share(point.Audit.Family.Residual),
                        Wording.Number(point.Audit.Function?.Outcomes.Loss.Mean),
                        Ratio(point) is double ratio ? $"{Wording.Number(ratio)}×" : "",
                        .. Audit.Others.Count > 0 ? [OverSeeds(Audit.LossesAt(index))] : Array.Empty<string>(),
                    ]
        );

    private static string OverSeeds(IReadOnlyList<double> losses) =>
        losses.Count > 0 ? $"{Wording.Number(losses.Min())} to {Wording.Number(losses.Max())}" : "";

    /// <summary>The distance of the shared preconditioner from multiples of the inverse covariance.</summary>
    private static double FromInverse(TrajectoryAuditPoint point) =>
        point.Audit.SharedPreconditioner.Distances[PreconditionerForm.InverseCovariance];

    private static double? Ratio(TrajectoryAuditPoint point) =>
        point.Audit.Function is { Optimum: double optimum } function ? function.Outcomes.Loss.Mean / optimum : null;

    private Document ToDocument() =>
        new(
            $"Training history of {Name}",
            [
                new Block.Paragraph(Description),
                new Block.Paragraph(HowItWasRead),
                new Block.Table(
                    [.. Header.Select(cell => cell == "from Σ⁻¹" ? "from " + (Prose)((Formula)"Sigma").Sup(-1) : cell)],
                    [.. Rows().Select(row => (IReadOnlyList<Prose>)[.. row.Select(cell => (Prose)cell)])]
                ),
            ]
        );

    private string ToPage()
    {
        HtmlPage page = new HtmlPage($"Training history of {Name}", Description).Section(
            "Snapshots",
            Html.Table(Header, Rows()),
            Html.Paragraph(HowItWasRead)
        );
        return Audit.Points.Count == 1
            ? page.ToDocument()
            : page.Section(
                    "Loss",
                    Html.Figure(
                        LossChart(),
                        "The loss on the same fresh prompts, beside the optimum of its depth. The band is two standard errors to either side, within which differences from the optimum are noise; with several seeds, from the least to the largest."
                    )
                )
                .Section(
                    "Distances",
                    Html.Figure(
                        DistanceChart(),
                        "The part outside the family, and the distance of each layer's preconditioner from the inverse covariance."
                    )
                )
                .ToDocument();
    }

    private Chart LossChart()
    {
        List<Series> series =
        [
            Audit.Others.Count > 0 ? SeedBand() : ErrorBand(),
            new Line("loss", [.. PointsOf(point => LossOf(point)?.Mean ?? double.NaN)]) { Color = ChartColors.Subject },
        ];

        if (Audit.Points[^1].Audit.Function?.Optimum is double optimum)
        {
            series.Add(new Level("optimum", optimum) { Color = ChartColors.Optimum });
        }

        return new Chart("Loss", new Axis("step"), new Axis("mean squared error", Logarithmic: true), series);
    }

    private static MeanEstimate? LossOf(TrajectoryAuditPoint point) => point.Audit.Function?.Outcomes.Loss;

    private Band ErrorBand()
    {
        IEnumerable<ChartPoint> At(int errors) =>
            PointsOf(point => LossOf(point) is { } loss ? loss.Mean + (errors * loss.StandardError) : double.NaN);
        return new Band("two standard errors", [.. At(-2)], [.. At(2)]) { Color = ChartColors.Subject };
    }

    /// <summary>From the least to the largest loss over the seeds.</summary>
    private Band SeedBand()
    {
        IReadOnlyList<double>[] losses = [.. Enumerable.Range(0, Audit.Points.Count).Select(Audit.LossesAt)];
        ChartPoint[] At(Func<IReadOnlyList<double>, double> of) =>
            [
                .. Audit.Points.Select(
                    (point, index) =>
                        new ChartPoint(point.Step, losses[index].Count > 0 ? of(losses[index]) : double.NaN)
                ),
            ];
        return new Band($"{AllRuns.Count} seeds", At(all => all.Min()), At(all => all.Max()));
    }

    private Chart DistanceChart()
    {
        List<Series> series = [new Line("outside the family", [.. PointsOf(point => point.Audit.Family.Residual)])];
        for (int layer = 0; layer < Audit.Points[0].Audit.Layers.Count; layer++)
        {
            int index = layer;
            series.Add(
                new Line(
                    $"layer {layer}",
                    [
                        .. PointsOf(point =>
                            point.Audit.Layers[index].Preconditioner.Distances[PreconditionerForm.InverseCovariance]
                        ),
                    ]
                )
            );
        }

        return new Chart("Distances", new Axis("step"), new Axis("relative distance", Minimum: 0), series);
    }

    private IEnumerable<ChartPoint> PointsOf(Func<TrajectoryAuditPoint, double> value) =>
        Audit.Points.Select(point => new ChartPoint(point.Step, value(point)));
}
