using Memformer.Cli.Charts;

namespace Memformer.Cli.Reports.Behaviour;

/// <summary>An audit by behaviour as one self-contained page.</summary>
internal static class BehaviourPage
{
    /// <summary>The page.</summary>
    public static string Write(BehaviourReport report)
    {
        HtmlPage page = new HtmlPage(
            $"What {Path.GetFileName(report.Source)} does",
            $"Told from its answers alone: {BehaviourWording.Of(report.Comparison.Probe.Design)}. The law of the questions: {report.Law}."
        )
            .Section(
                "Verdict",
                Html.Verdict(BehaviourWording.Verdict(report.Comparison)),
                string.Concat(BehaviourWording.Findings(report).Select(Html.Paragraph)),
                string.Concat(report.Remarks.Select(remark => Html.Paragraph($"Note: {remark}.")))
            )
            .Section(
                "Spectral fingerprint",
                Html.Figure(
                    report.Figure,
                    "The network's answer along an eigenvector of H, as a share of least squares'. The band holds 95 % of resamples of the contexts; the shaded foot is the density of the eigenvalues that were asked about."
                ),
                Html.Table(BehaviourTables.FilterHeader, BehaviourTables.Filter(report.Comparison))
            )
            .Section(
                "Symmetries",
                Html.Table(BehaviourTables.SymmetryHeader, BehaviourTables.SymmetriesOf(report.Comparison))
            )
            .Section("Methods", Html.Table(BehaviourTables.MethodHeader, BehaviourTables.Methods(report.Comparison)));
        if (report.Layers.Answers.Count > 0)
        {
            page.Section(
                "After each layer",
                Html.Table(BehaviourTables.LayerHeader, BehaviourTables.Layers(report.Layers))
            );
        }

        HiddenTable[] tables = [.. HiddenTable.Of(report.Layers)];
        if (tables.Length > 0)
        {
            page.Section(
                "Read from hidden states",
                [
                    .. tables.Select(table =>
                        Html.Figure(HeatMap.ToSvg(table.Caption, table.Values, 1), table.Caption)
                        + Html.Table(table.Header, table.Rows)
                    ),
                ]
            );
        }

        return page.ToDocument();
    }
}
