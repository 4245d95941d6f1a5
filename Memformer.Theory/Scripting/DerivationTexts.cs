using Memformer.Theory.Certificates;
using Memformer.Theory.Derivations;
using Memformer.Theory.Typesetting;

namespace Memformer.Theory.Scripting;

/// <summary>A derivation written down, in each of the forms that the command line has.</summary>
public static class DerivationTexts
{
    /// <summary>A summary for the terminal: coefficients, weights, proofs.</summary>
    /// <param name="derivation">The derivation.</param>
    public static string ToText(this Derivation derivation) => TextDocument.Of(DerivationSummary.Of(derivation));

    /// <summary>A whole LaTeX document with theorem and proof.</summary>
    /// <param name="derivation">The derivation.</param>
    public static string ToLatex(this Derivation derivation) => LatexDocument.Of(DerivationDocument.Of(derivation));

    /// <summary>The same in Markdown.</summary>
    /// <param name="derivation">The derivation.</param>
    public static string ToMarkdown(this Derivation derivation) =>
        MarkdownDocument.Of(DerivationDocument.Of(derivation));

    /// <summary>The same as a page with MathML that fetches nothing.</summary>
    /// <param name="derivation">The derivation.</param>
    public static string ToHtml(this Derivation derivation) => HtmlDocument.Of(DerivationDocument.Of(derivation));

    /// <summary>All of it for other programs.</summary>
    /// <param name="derivation">The derivation.</param>
    public static string ToJson(this Derivation derivation) => DerivationJson.Write(DerivationRecord.Of(derivation));

    /// <summary>A certificate for the Coq proof assistant: that the weights do it, or that none can.</summary>
    /// <param name="derivation">The derivation.</param>
    public static string ToCoq(this Derivation derivation)
    {
        ArgumentNullException.ThrowIfNull(derivation);
        return derivation.Realization.IsRealizable
            ? MethodCertificate.Of(derivation)
            : ImpossibilityCertificate.Of(derivation);
    }
}
