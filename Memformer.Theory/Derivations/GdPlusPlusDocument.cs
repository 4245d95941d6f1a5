using Memformer.Theory.Networks;
using Memformer.Theory.Proofs;
using Memformer.Theory.Typesetting;
using static Memformer.Theory.Networks.NetworkSymbols;

namespace Memformer.Theory.Derivations;

/// <summary>GD++ as a document and as JSON: the transformations, the preconditioners, the polynomial, the proofs.</summary>
public static class GdPlusPlusDocument
{
    private const int LongestPolynomial = 12;

    /// <summary>The name by which commands know it.</summary>
    public const string Name = "gd++";

    /// <summary>The document.</summary>
    public static Document Of(GdPlusPlusNetwork network, IReadOnlyList<Proof> proofs)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(proofs);
        return new(
            $"GD++ (gd++), {network.Layers} layers",
            [
                .. Network(network),
                new Block.Heading("Proofs"),
                new Block.Points([
                    .. proofs.Select(proof => Prose.Of($"{(proof.Holds ? "✓" : "✗")} {proof.Name}: {proof.Claim}")),
                ]),
            ]
        );
    }

    /// <summary>What its layers compute.</summary>
    internal static IReadOnlyList<Block> Network(GdPlusPlusNetwork network)
    {
        var notation = Notation.Alphabetical;
        return
        [
            new Block.Paragraph("Linear attention whose P has a top-left block also transforms the covariates:"),
            new Block.Display([
                P(l)
                    .EqualTo(
                        new Formula.Matrix([
                            [B(l), 0],
                            [0, 1],
                        ])
                    ),
                Q(l)
                    .EqualTo(
                        new Formula.Matrix([
                            [-A(l).Transposed, 0],
                            [0, 0],
                        ])
                    ),
            ]),
            new Block.Paragraph(Prose.Of($"With {((Formula)"X").Sub(l).EqualTo(S(l) * X)} and {S(0).EqualTo("I")},")),
            new Block.Display([
                S(l + 1)
                    .EqualTo(new Formula.Brackets("I" - B(l) * S(l) * H * S(l).Transposed * A(l).Transposed) * S(l)),
                W(l + 1).EqualTo(W(l) - S(l).Transposed * A(l) * S(l) * GradientAt(W(l))),
            ]),
            new Block.Paragraph(
                "so each layer is a gradient step with a preconditioner that depends on the data. Here"
            ),
            new Block.Display([
                .. network
                    .Preconditioners.Take(2)
                    .Select((value, layer) => (S(layer).Transposed * A(layer) * S(layer)).EqualTo(notation.Of(value))),
            ]),
            new Block.Paragraph(
                Prose.Of(
                    $"With scalar blocks {A(l).EqualTo(((Formula)"a").Sub(l) * "I")} and {B(l).EqualTo(((Formula)"b").Sub(l) * "I")} the residual polynomial has, where no {((Formula)"a").Sub(l)} and no {((Formula)"b").Sub(l)} before the last layer's is zero, degree {Degree.EqualTo(GdPlusPlusNetwork.DegreeOf(network.Layers))}, against {network.Layers} for the methods that transform nothing."
                )
            ),
            .. Polynomial(network, notation),
            new Block.Paragraph(
                Prose.Of(
                    $"Two such networks are the same method when these preconditioners agree; where {B(l) * A(l)} is zero in every layer but the last, whose {B(l)} has no effect on the answer, they are networks with a canonical form; else their coefficients depend on the prompt."
                )
            ),
        ];
    }

    /// <summary>JSON with the keys of <see cref="DerivationJson"/>; the coefficients on the diagonal contain H.</summary>
    public static string Json(GdPlusPlusNetwork network, IReadOnlyList<Proof> proofs)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(proofs);
        return JsonText.Of(json =>
        {
            json.WriteStartObject();
            json.WriteString("method", Name);
            json.WriteNumber("layers", network.Layers);
            json.WriteString("architecture", network.Weights.Architecture.Name);
            json.WriteBoolean("realizable", true);
            json.WriteString(
                "reason",
                "exactly, with a top-left block of P in every layer; the preconditioners contain H"
            );
            DerivationJson.WriteArray(
                json,
                "coefficients",
                network.Preconditioners.Index(),
                row => DerivationJson.WriteStrings(json, Enumerable.Repeat("0", row.Index).Append(Infix.Of(row.Item)))
            );
            DerivationJson.WriteWeights(json, network.Weights);
            DerivationJson.WriteArray(
                json,
                "proofs",
                proofs.Select(ProofOutcome.Of),
                proof => DerivationJson.WriteProof(json, proof)
            );
            json.WriteNumber("degree", GdPlusPlusNetwork.DegreeOf(network.Layers));
            json.WriteEndObject();
        });
    }

    private static IEnumerable<Block> Polynomial(GdPlusPlusNetwork network, Notation notation)
    {
        var polynomial = GdPlusPlusNetwork.ScalarResidual(network.Layers);
        if (polynomial.TermCount <= LongestPolynomial)
        {
            yield return new Block.Display([((Formula)"p").Sub(network.Layers).EqualTo(notation.Of(polynomial))]);
        }
    }

    private static Formula Degree => new Formula.Quotient(((Formula)3).Sup("L") - 1, 2);
}
