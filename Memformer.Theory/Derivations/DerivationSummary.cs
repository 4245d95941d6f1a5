using Memformer.Theory.Proofs;
using Memformer.Theory.Typesetting;

namespace Memformer.Theory.Derivations;

/// <summary>A derivation on one screen: the answer, the coefficients, the weights, the proofs.</summary>
public static class DerivationSummary
{
    /// <summary>The summary of a derivation.</summary>
    public static Document Of(Derivation derivation)
    {
        ArgumentNullException.ThrowIfNull(derivation);
        var notation = MethodNotation.Of(derivation.Method);
        var layers = derivation.Layers == 1 ? "1 layer" : $"{derivation.Layers} layers";
        return new(
            $"{DerivationDocument.NameOf(derivation)} ({derivation.Method.Name}), {layers}, architecture {derivation.Architecture.Name}",
            [
                .. Method(derivation),
                new Block.Paragraph(Verdict(derivation, notation)),
                new Block.Heading("Coefficients"),
                new Block.Display([Setting.CanonicalForm]),
                .. DerivationDocument.Coefficients(derivation, notation, TriangleLength.Screen),
                new Block.Paragraph(Prose.Of($"Here {DerivationDocument.AnswerOf(derivation)}.")),
                .. DerivationDocument.Scope(derivation, notation),
                .. Network(derivation, notation),
            ]
        );
    }

    private static IEnumerable<Block> Method(Derivation derivation)
    {
        if (derivation.Method.Text is not null)
        {
            yield return new Block.Listing(MethodListing.Of(derivation.Method));
        }
    }

    private static Prose Verdict(Derivation derivation, Notation notation) =>
        (derivation.Realization.IsRealizable ? "Yes: " : "No: ") + derivation.Realization.Explain(notation);

    private static IEnumerable<Block> Network(Derivation derivation, Notation notation)
    {
        if (derivation.Realization.Weights is not { } weights)
        {
            yield break;
        }

        yield return new Block.Heading("Weights");
        foreach (var block in new WeightsDisplay(weights, notation, TriangleLength.Screen).Blocks())
        {
            yield return block;
        }

        yield return new Block.Paragraph("with the update");
        yield return new Block.Display(derivation.Architecture.Update);
        foreach (var block in BeyondDepth.Of(derivation, notation))
        {
            yield return block;
        }

        yield return new Block.Heading("Proofs");
        yield return new Block.Table(
            ["", "proof", "claim"],
            [
                .. derivation.Proofs.Select(proof =>
                    (IReadOnlyList<Prose>)[proof.Holds ? "✓" : "✗", proof.Name, proof.Claim]
                ),
            ]
        );
        if (derivation.Proofs.All(proof => proof.Name != UnrolledProof.Name))
        {
            yield return new Block.Paragraph(DerivationDocument.NotUnrolled);
        }
    }
}
