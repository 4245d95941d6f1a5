using Memformer.Cli.Charts;
using Memformer.Learn.Auditing;
using Memformer.Learn.Checkpoints.Schemas;
using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Theory.Typesetting;

namespace Memformer.Cli.Reports.Auditing;

/// <summary>What <c>memformer audit</c> reports, before it is text, JSON, LaTeX, Markdown or a page.</summary>
/// <param name="Checkpoint">The network and where it came from.</param>
/// <param name="Audit">What was found.</param>
/// <param name="Law">Where the law of the prompts came from, in words.</param>
/// <param name="Against">The answer to <c>--against</c>; null when not asked.</param>
internal sealed record AuditReport(Checkpoint Checkpoint, Audit Audit, string Law, AgainstVerdict? Against)
{
    /// <summary>The file as the user named it.</summary>
    public string Path => Checkpoint.Source?.Path ?? "";

    /// <summary>The file's name without folders.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The file's layout, in lower case.</summary>
    public string Format =>
        Checkpoint.Source?.Format switch
        {
            FileFormat.Safetensors => "safetensors",
            FileFormat.PyTorch => "pytorch",
            FileFormat.PyTorchLegacy => "pytorch-legacy",
            FileFormat.Pickle => "pickle",
            FileFormat.MessagePack => "msgpack",
            FileFormat.Numpy => "numpy",
            _ => "memory",
        };

    /// <summary>What was assumed or ignored in reading the file.</summary>
    public IReadOnlyList<string> Remarks => Checkpoint.Source?.Remarks ?? [];

    /// <summary>How the network was read out of its file; null for one that was made in memory.</summary>
    public Reading? Reading => Checkpoint.Source?.Reading;

    /// <summary>How the file was read, as a paragraph.</summary>
    public string HowItWasRead => Reading?.Describe(Audit.Weights) ?? "The network was made in memory.";

    /// <summary>The verdict on the whole network, in one sentence.</summary>
    public string Summary => AuditSummary.Of(Audit);

    /// <summary>The report in a format of <c>--format</c>.</summary>
    public string As(string format) =>
        format switch
        {
            "json" => AuditJson.Write(this),
            "latex" => ToLatex(),
            "markdown" => MarkdownDocument.Of(AuditDocument.Of(this)),
            "html" => AuditPage.Write(this),
            _ => AuditText.Write(this),
        };

    private string ToLatex()
    {
        List<(Chart, string)> figures = [];
        if (Audit.Function is { } function)
        {
            figures.Add((AuditCharts.Depth(Audit, function), AuditPage.DepthCaption));
        }

        if (AuditCharts.Residuals(Audit) is { } residuals)
        {
            figures.Add((residuals, AuditPage.ResidualCaption));
        }

        return LatexFigures.In(LatexDocument.Of(AuditDocument.Of(this)), AuditDocument.MethodsHeading, figures);
    }
}
