using Memformer.Theory.Typesetting;

namespace Memformer.Learn.Exporting;

/// <summary>A learned method as a LaTeX document that compiles.</summary>
public sealed class LatexExport : MethodExport
{
    internal LatexExport()
        : base("latex", ".tex") { }

    /// <inheritdoc/>
    public override string Write(LearnedMethod method, ExportOptions options) =>
        LatexDocument.Of(LearnedMethodDocument.Of(method, options));
}
