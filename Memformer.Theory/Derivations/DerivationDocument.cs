using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;
using Memformer.Theory.Methods.Iterates;
using Memformer.Theory.Networks;
using Memformer.Theory.Proofs;
using Memformer.Theory.Typesetting;
using static Memformer.Theory.Networks.NetworkSymbols;

namespace Memformer.Theory.Derivations;

/// <summary>
/// A derivation as a document that can be followed without the program: the method, the network, the theorem with the
/// weights, the lemma, the induction, and what was computed to check each step.
/// </summary>
public static class DerivationDocument
{
    /// <summary>How many characters a term of the residual polynomial may have for it to be written out.</summary>
    private const int LongestTerm = 64;

    /// <summary>The document of a derivation; of a method that cannot be realised, with the identity that fails.</summary>
    public static Document Of(Derivation derivation)
    {
        ArgumentNullException.ThrowIfNull(derivation);
        var notation = MethodNotation.Of(derivation.Method);
        IEnumerable<Block> blocks = derivation.Realization.IsRealizable
            ?
            [
                .. Setting.Blocks(derivation.Architecture),
                .. Theorem(derivation, notation),
                .. Setting.Lemma(),
                .. Induction(derivation, notation),
                .. ClosedForm(derivation, notation),
                .. BeyondDepth.Of(derivation, notation),
                .. Checks(derivation),
            ]
            : [.. Setting.Blocks(derivation.Architecture), .. Refusal(derivation, notation)];
        return new(Title(derivation), [.. Method(derivation, notation), .. blocks]);
    }

    /// <summary>Said where the unrolled proof is left out.</summary>
    internal static string NotUnrolled { get; } =
        $"The unrolled identity takes more than {UnrolledProof.MostProducts} products of terms and is left out; the induction covers it.";

    /// <summary>The name under which the method is spoken of.</summary>
    internal static string NameOf(Derivation derivation) =>
        derivation.Method.Title.Length > 0 ? derivation.Method.Title : derivation.Method.Name;

    /// <summary>What the network was asked to answer with.</summary>
    internal static Prose AnswerOf(Derivation derivation) =>
        derivation.Unrolling.AnswersAtGradientPoint
            ? Prose.Of($"the method's answer is the point {W(L)} itself")
            : Prose.Of(
                $"the {W(j)} are the points at which the method takes its gradients, and the last row of {(Formula)"C"} leads to the method's own answer"
            );

    /// <summary>From which w_0 the coefficients are the method's, and how many steps the layers carry out where these are
    /// fewer.</summary>
    internal static IEnumerable<Block> Scope(Derivation derivation, Notation notation)
    {
        if (derivation.Unrolling.Steps != derivation.Layers)
        {
            yield return new Block.Paragraph(
                Prose.Of(
                    $"A layer takes one gradient, so the {Layers(derivation.Layers)} carry out {Steps(derivation.Unrolling.Steps)} of the method; {W(j)} is where it takes its gradient number {j}, counted from 0."
                )
            );
        }

        if (derivation.Unrolling.StartCoefficient is { } coefficient)
        {
            yield return new Block.Paragraph(
                Prose.Of(
                    $"This needs {W(0).EqualTo(Formula.Zero)}, where every network starts: the coefficient of {W(0)} in the method's points is not always 1 (the first that is not is {notation.Of(coefficient)}), so that from another start the method and these coefficients part."
                )
            );
        }
    }

    private static string Steps(int count) => count == 1 ? "one step" : $"{count} steps";

    private static Prose Title(Derivation derivation) =>
        derivation.Realization.IsRealizable
            ? Prose.Of($"{NameOf(derivation)} as a Transformer with {Layers(derivation.Layers)}")
            : Prose.Of(
                $"{NameOf(derivation)}: no {derivation.Architecture.Name} Transformer with {Layers(derivation.Layers)}"
            );

    private static string Layers(int count) => count == 1 ? "one layer" : $"{count} layers";

    private static IEnumerable<Block> Method(Derivation derivation, Notation notation)
    {
        yield return new Block.Heading("The method");
        if (derivation.Method.Source.Length > 0)
        {
            yield return new Block.Paragraph(derivation.Method.Source.ReplaceLineEndings(" "));
        }

        if (derivation.Method.Text is not null)
        {
            yield return new Block.Listing(MethodListing.Of(derivation.Method));
        }

        if (derivation.Values.Count > 0)
        {
            yield return new Block.Paragraph("with");
            yield return new Block.Display([
                .. derivation
                    .Values.OrderBy(pair => pair.Key)
                    .Select(pair => Notation.Of(pair.Key).EqualTo(Notation.Of(pair.Value))),
            ]);
        }

        yield return new Block.Paragraph(
            Prose.Of($"Unrolled over {Layers(derivation.Layers)} from {W(0).EqualTo(Formula.Zero)}, it is")
        );
        yield return new Block.Display([Setting.CanonicalForm]);
        yield return new Block.Paragraph(Prose.Of($"where {AnswerOf(derivation)}. The coefficients are"));
        foreach (var block in Coefficients(derivation, notation).Concat(Scope(derivation, notation)))
        {
            yield return block;
        }
    }

    /// <summary>The coefficients, of which so many are written one a line before the rest is left out.</summary>
    internal static IReadOnlyList<Block> Coefficients(
        Derivation derivation,
        Notation notation,
        int mostLines = TriangleLength.Document
    )
    {
        var form = derivation.Unrolling.Coefficients;
        return new TriangleDisplay<Coefficient>("C", form.Entries, Writer(form, notation), mostLines).Blocks();
    }

    /// <summary>How the coefficients are written: as numbers where all are.</summary>
    internal static Func<Coefficient, Formula> Writer(CanonicalForm form, Notation notation) =>
        form.IsScalar ? value => notation.Of(value.Scalar!) : value => notation.Of(value.Matrix);

    private static IEnumerable<Block> Theorem(Derivation derivation, Notation notation)
    {
        var weights = derivation.Realization.Weights!;
        yield return new Block.Heading("The network");
        yield return new Block.Statement(
            "Theorem",
            "Exact weights",
            [
                .. new WeightsDisplay(weights, notation).Blocks(),
                new Block.Paragraph(
                    Prose.Of(
                        $"With them, {Parameters(derivation, notation)}for all {(Formula)"d"} and {(Formula)"n"}, all {X}, all {XQuery} and all {WStar}, {Holder(derivation)} {Z(l)} holds {W(l)} for every {UpTo(l, L - 1)}, and the network's answer is that of {NameOf(derivation)}:"
                    )
                ),
                new Block.Display([Setting.ReadOut.EqualTo(W(L).Transposed * XQuery)]),
                .. Starts(derivation),
            ]
        );
    }

    private const int MostFactors = 6;

    /// <summary>The values of parameters for which the weights have no meaning.</summary>
    private static Prose Parameters(Derivation derivation, Notation notation)
    {
        var weights = derivation.Realization.Weights!;
        var values = weights.Gates.All.Concat(
            weights
                .Heads.SelectMany(layer => layer)
                .SelectMany(head => head.Q[0, 0].Terms)
                .Select(term => term.Coefficient)
        );
        var factors = values
            .Select(value => value.Denominator)
            .Distinct()
            .SelectMany(PartialFactors.Of)
            .Select(factor => factor.Base)
            .Distinct()
            .ToList();
        return factors.Count == 0 ? ""
            : factors.Count > MostFactors ? "for all values of the parameters at which no denominator vanishes, "
            : Prose.Of(
                $"for all values of the parameters with {new Formula.Sequence([.. factors.Select(factor => new Formula.Relation(notation.Of(factor), "≠", 0))])}, "
            );
    }

    /// <summary>With gates of its own the query's column holds another answer until the end.</summary>
    private static string Holder(Derivation derivation) =>
        derivation.Realization.NumberObstruction is null ? "the state" : "the context of the state";

    /// <summary>The hypothesis on w_0, which only some methods need.</summary>
    private static IEnumerable<Block> Starts(Derivation derivation) =>
        derivation.Unrolling.StartCoefficient is null
            ? []
            : [new Block.Paragraph(Prose.Of($"The method is meant to start at {W(0).EqualTo(Formula.Zero)}."))];

    private static IEnumerable<Block> Induction(Derivation derivation, Notation notation)
    {
        var form = derivation.Unrolling.Coefficients;
        var steps = Enumerable.Range(0, Math.Min(form.Layers, 6)).Select(layer => Step(form, layer, notation));
        yield return new Block.Argument(
            "theorem",
            [
                new Block.Paragraph(
                    Prose.Of(
                        $"By induction over {l}. {Z(0)} holds {W(0).EqualTo(Formula.Zero)}. Let {Z(0)}, {Formula.Dots}, {Z(l)} hold {W(0)}, {Formula.Dots}, {W(l)}. By the lemma the attention of layer {j} has zero top rows and the bottom row"
                    )
                ),
                new Block.Display([Setting.AttentionRow]),
                new Block.Paragraph(
                    Prose.Of($"so {X} and the query stay as they are, and the update of the architecture,")
                ),
                new Block.Display(derivation.Architecture.Update),
                new Block.Paragraph("adds these rows with the factors"),
                new Block.Display([derivation.Architecture.Coefficient]),
                new Block.Paragraph("to the bottom row, which becomes, on the context and on the query,"),
                new Block.Display(Setting.NextRows),
                new Block.Paragraph(
                    Prose.Of(
                        $"So {Z(l + 1)} holds {W(l + 1)}. With the weights of the theorem the factors are those of the method:"
                    )
                ),
                new Block.Display([.. steps]),
                .. QueryColumn(derivation),
                new Block.Paragraph(
                    Prose.Of(
                        $"{(form.Layers > 6 ? "and so on. " : "")}The step of layer {l} does not depend on how many layers follow. The query column of {Z(0)} starts at zero, so the answer is {Setting.ReadOut.EqualTo(W(L).Transposed * XQuery)}."
                    )
                ),
            ]
        );
    }

    /// <summary>Where the query's column has gates of its own.</summary>
    private static IEnumerable<Block> QueryColumn(Derivation derivation) =>
        derivation.Realization.NumberObstruction is null
            ? []
            :
            [
                new Block.Paragraph(
                    Prose.Of(
                        $"This is what the columns of the context do, up to layer {derivation.Layers - 2}; of the last layer they are free, since nothing reads them. No layer reads the bottom entry of the query's column either: it adds up the same rows with the factors 1 for a layer's own register and {NetworkSymbols.QueryGate(j)} for an earlier one, in all {Share} {A(j)} for the gradient at {W(j)}, and the gates are such that this is the sum of column {j} of {(Formula)"C"}."
                    )
                ),
            ];

    private static Formula Share =>
        new Formula.Brackets(1 + new Formula.Brackets(L - 1 - j) * NetworkSymbols.QueryGate(j));

    private static Formula Step(CanonicalForm form, int layer, Notation notation)
    {
        var row = form.Entries.Rows[layer].Select(Writer(form, notation));
        var sum = row.Index().Reverse().Aggregate(W(layer), (sum, term) => sum - term.Item * GradientAt(W(term.Index)));
        return W(layer + 1).EqualTo(sum);
    }

    private static IEnumerable<Block> ClosedForm(Derivation derivation, Notation notation)
    {
        if (
            UnrolledProof.ResidualPolynomial(derivation.Unrolling.Coefficients) is not { } residual
            || residual.Terms.Count > 12
            || Formula.Sum.TermsOf(notation.Of(residual)).Any(term => PlainText.Of(term.Value).Length > LongestTerm)
        )
        {
            yield break;
        }

        yield return new Block.Heading("Closed form");
        yield return new Block.Paragraph(
            Prose.Of($"With {Setting.ErrorDefinition} the network computes {Setting.ErrorAfter}, where")
        );
        yield return new Block.Display([((Formula)"p").Sub("L").EqualTo(notation.Of(residual))]);
    }

    private static IEnumerable<Block> Checks(Derivation derivation)
    {
        yield return new Block.Heading("What was computed");
        yield return new Block.Paragraph(
            "Each line is a difference of two exact expressions that was brought to normal form and found to be zero."
        );
        yield return new Block.Points([
            .. derivation.Proofs.Select(proof =>
                Prose.Of($"{proof.Name}: {proof.Claim}{(proof.Holds ? "" : " — this fails")}.")
            ),
        ]);
    }

    private static IEnumerable<Block> Refusal(Derivation derivation, Notation notation)
    {
        yield return new Block.Heading("Why there is no such network");
        yield return new Block.Paragraph(
            Prose.Of(
                $"Every network of this architecture has a canonical form with {derivation.Architecture.Coefficient}: {derivation.Architecture.Condition}."
            )
        );
        yield return new Block.Paragraph(Prose.Of($"Here {derivation.Realization.Explain(notation)}"));
    }
}
