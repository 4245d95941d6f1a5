using Memformer.Cli.Reports.Optima;
using Memformer.Theory.Typesetting;

namespace Memformer.Cli.Reports;

/// <summary>The optimum as a page: its residual polynomial over the spectrum, and all that the document says.</summary>
internal static class OptimumPage
{
    /// <summary>The page.</summary>
    public static string Write(OptimumReport report)
    {
        Document document = OptimumDocument.Of(report);
        return new HtmlPage(
            TextDocument.Line(document.Title),
            "The least mean loss that so many layers can reach, the method that reaches it, and the classical methods beside it."
        )
            .Section(
                "Residual polynomial",
                Html.Figure(
                    OptimumChart.WithClassical(report),
                    "What is left of the error along an eigenvector of H, over the expected density of its eigenvalues: the optimum, "
                        + "Chebyshev's method for the bulk of the spectrum, and the classical methods with their best constants."
                )
            )
            .Sections("The optimum", document.Blocks)
            .ToDocument();
    }
}
