using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;
using Memformer.Theory.Networks;
using Memformer.Theory.Proofs;
using Memformer.Theory.Spectra;
using Memformer.Theory.Typesetting;
using static Memformer.Theory.Networks.NetworkSymbols;

namespace Memformer.Theory.Derivations;

/// <summary>
/// The mathematics of the whole program for a reader who has not seen the papers. Every matrix, coefficient, identity
/// and number in it is computed when the document is written.
/// </summary>
public static class TheoryGuide
{
    private static readonly Notation Names = new(["eta", "beta"]);
    private static readonly Formula n = "n";

    /// <summary>The document.</summary>
    /// <param name="matrix">The command that shows which architecture realises which method of the catalogue.</param>
    public static Document Write(string matrix) =>
        new(
            "Optimisation methods inside Transformers",
            [
                .. Opening(),
                .. Setting.Blocks(Architecture.Find("lfom")),
                .. Setting.Lemma(),
                .. CanonicalForms(),
                .. Methods(),
                .. Realizability(matrix),
                .. Heads(),
                .. Proofs(),
                .. Outputs(),
                .. GdPlusPlus(),
                .. Limits(),
            ]
        );

    private static IEnumerable<Block> Opening() =>
        [
            new Block.Paragraph(
                "A Transformer that is shown examples of a linear function and then a query answers as if it had fitted the function. "
                    + "This page says how: each layer of linear attention computes one gradient, and a memory of earlier layers makes it a first-order method with momentum. "
                    + "It follows Dutta & Sra (arXiv:2410.07263) and Ahn, Cheng, Daneshmand & Sra (arXiv:2306.00297). "
                    + "All formulas are written by the program, and the identities are ones that it proves; a test keeps this page equal to what the program writes."
            ),
        ];

    private static IEnumerable<Block> CanonicalForms() =>
        [
            new Block.Heading("The canonical form"),
            new Block.Paragraph("Every network below is exactly"),
            new Block.Display([Setting.CanonicalForm]),
            new Block.Paragraph(
                Prose.Of(
                    $"with d×d matrices {C(l, j)}, lower triangular in {new Formula.Sequence([l, j])}. Two networks, or a network and a method, are compared by them: one can scale a register up and its gates down, and C stays the same. The cumulative form of the papers, {Cumulative}, is the same thing with {CumulativeCoefficient}."
                )
            ),
            new Block.Table(
                ["architecture", "update", "coefficients", "realises C when"],
                [
                    .. Architecture.All.Select(architecture =>
                        (IReadOnlyList<Prose>)
                            [
                                Prose.Of($"{new Prose.Code(architecture.Name)}"),
                                Prose.Join("; ", architecture.Update.Select(update => (Prose)update)),
                                architecture.Coefficient,
                                architecture.Condition,
                            ]
                    ),
                ]
            ),
            new Block.Paragraph(
                "Entries of the gates that belong to the top rows, and the last layer's gates on the context tokens, have no effect on the answer: they are free and are never compared. "
                    + "A gate may also have a value of its own on the query token; then the network answers with another combination of the same gradients, which is the last row of C."
            ),
        ];

    private static IEnumerable<Block> Methods()
    {
        var nesterov = Catalogue.Find("nesterov").Unroll(4);
        return
        [
            new Block.Heading("Methods"),
            new Block.Paragraph("Polyak's heavy ball,"),
            new Block.Listing(MethodListing.Of(Catalogue.Find("heavy-ball"))),
            new Block.Paragraph("has the coefficients"),
            new Block.Display([((Formula)"C").EqualTo(Triangle(Catalogue.Find("heavy-ball").Unroll(4).Coefficients))]),
            new Block.Paragraph("Nesterov's method takes its gradients at look-ahead points,"),
            new Block.Listing(MethodListing.Of(Catalogue.Find("nesterov"))),
            new Block.Paragraph(
                Prose.Of(
                    $"so the network carries the points {((Formula)"y").Sub("k")}. The last row of C leads from the last of them to the method's own answer {W(4)} (first matrix), or to the next look-ahead point (second matrix):"
                )
            ),
            new Block.Display([
                ((Formula)"C").EqualTo(Triangle(nesterov.Coefficients)),
                ((Formula)"C").EqualTo(Triangle(nesterov.GradientSequence)),
            ]),
        ];
    }

    private static IEnumerable<Block> Realizability(string matrix)
    {
        string[] shown =
        [
            "gradient-descent",
            "heavy-ball",
            "conjugate-gradient",
            "nesterov",
            "optimized-gradient",
            "diagonal-momentum",
        ];
        var rows = shown.Select(name => RealizabilityRow.Of(Catalogue.Find(name), 5)).ToList();
        return
        [
            new Block.Heading("Which architecture realises which method"),
            .. RealizabilityDocument.Tables(rows, 5),
            new Block.Paragraph(
                "Where the answer is no, an identity fails that every network of the architecture satisfies:"
            ),
            RealizabilityDocument.Reasons(rows),
            new Block.Paragraph(
                Prose.Of(
                    $"{new Prose.Code(matrix)} shows the table for the whole catalogue. Conjugate gradients are in it with free coefficients. The step sizes of true conjugate gradients depend on the prompt: fixed weights realise them for one prompt at a time, and a network with fixed weights is never conjugate gradients for all prompts."
                )
            ),
        ];
    }

    private static IEnumerable<Block> Heads()
    {
        var form = Catalogue.Find("diagonal-momentum").Unroll(3).Coefficients;
        return
        [
            new Block.Heading("Heads and registers"),
            new Block.Paragraph(
                Prose.Of(
                    $"Heads with gates of their own add up: the least number of heads is the largest dimension of the span of a column of C over the field of coefficients. Momentum with a different diagonal in every layer, for three layers, has"
                )
            ),
            new Block.Display([((Formula)"C").EqualTo(Triangle(form))]),
            new Block.Paragraph(
                Prose.Of(
                    $"and needs {MultiHeadLfomArchitecture.LeastHeads(form)} heads. The memory rank of C, the largest rank of its blocks below the diagonal, is the least number of vectors that a recurrent network must carry besides its iterate: {MemoryRank.Of(Catalogue.Find("gradient-descent").Unroll(6).Coefficients)} for gradient descent, {MemoryRank.Of(Catalogue.Find("heavy-ball").Unroll(6).Coefficients)} for heavy ball and {MemoryRank.Of(Catalogue.Find("nesterov").Unroll(6).Coefficients)} for Nesterov. A running register has rank one on the diagonal too, which is why it is not enough for Nesterov."
                )
            ),
        ];
    }

    private static IEnumerable<Block> Proofs() =>
        [
            new Block.Heading("How it is proved"),
            new Block.Points([
                Prose.Of(
                    $"By induction, for all depths: the iterates are letters, one layer of the network is run on block matrices of letters, and the bottom row minus {new Formula.Brackets(WStar - W(l + 1)).Transposed * X} must be the zero of the free algebra."
                ),
                Prose.Of(
                    $"Unrolled, for a given depth: the network is run from the prompt, and its answer must be {WStar.Transposed * new Formula.Brackets("I" - ((Formula)"p").Sub(L)).Transposed * XQuery} with {((Formula)"p").Sub(0).EqualTo("I")} and {Residual}."
                ),
                "On random prompts, in rational numbers: network and method must give the same fraction.",
            ]),
            new Block.Paragraph(
                Prose.Of(
                    $"Letters have shapes, so a product that does not fit is an error; {H} is symmetric and {(X * X.Transposed).EqualTo(n * H)}. Coefficients are rational functions in canonical form, so equality is decided and never sampled. For heavy ball and three layers,"
                )
            ),
            new Block.Display([
                ((Formula)"p")
                    .Sub(3)
                    .EqualTo(
                        Names.Of(UnrolledProof.ResidualPolynomial(Catalogue.Find("heavy-ball").Unroll(3).Coefficients)!)
                    ),
            ]),
        ];

    private static IEnumerable<Block> Outputs()
    {
        Formula iterate = "W";
        var task = iterate.Sub(Formula.Star);
        var form = Catalogue.Find("heavy-ball").Unroll(3).Coefficients;
        var weights = Architecture.Find("lfom").Realize(form).Weights!;
        if (!OutputsProof.Lemma().Holds || OutputsProof.Of(form, weights) is not { Holds: true })
        {
            throw new InvalidOperationException("what the guide says of several outputs is not proved");
        }

        return
        [
            new Block.Heading("Several outputs"),
            new Block.Paragraph(
                Prose.Of(
                    $"Where the answers are {((Formula)"y").EqualTo(task.Transposed * (Formula)"x")} with {m} entries, {iterate} is a {(Formula)"d"}×{m} matrix, and the head"
                )
            ),
            new Block.Display([
                ((Formula)"P").EqualTo(
                    new Formula.Matrix([
                        [0, 0],
                        [0, "B"],
                    ])
                ),
                ((Formula)"Q").EqualTo(
                    new Formula.Matrix([
                        [-((Formula)"A").Transposed, 0],
                        [0, 0],
                    ])
                ),
            ]),
            new Block.Paragraph(
                Prose.Of(
                    $"turns {iterate} into {iterate - (Formula)"A" * GradientAt(iterate) * ((Formula)"B").Transposed} when its register is added, for every {m}, {(Formula)"A"} and {(Formula)"B"}. With {((Formula)"B").EqualTo("I")} each output is solved by itself, with the weights and gates of one output: this page, its proofs and its residual polynomials hold for each. Other {(Formula)"B"} mix the outputs; then {C(l, j)} is a sum of Kronecker products of {(Formula)"B"} and {(Formula)"A"}, {m * (Formula)"d"} rows high, and the heads of a column are at least as many as products span it."
                )
            ),
            new Block.Paragraph(
                "The program proves this for any number of outputs. With B = I the loss of several outputs is the sum of their losses, and the least one is reached with the same weights: so its prompts and trainings have one output, and a file with several is audited as the network that each of them sees (a map's outputs says how many). What can be gained by mixing outputs that depend on one another is not known to it."
            ),
        ];
    }

    private static IEnumerable<Block> GdPlusPlus() =>
        [
            new Block.Heading("GD++"),
            .. GdPlusPlusDocument.Network(GdPlusPlusNetwork.OfLayers(2)),
            new Block.Paragraph(
                $"For 1, 2, 3 and 4 layers the degrees are {string.Join(", ", Enumerable.Range(1, 4).Select(GdPlusPlusNetwork.DegreeOf))}. This is how a trained network can answer better than conjugate gradients with as many steps."
            ),
        ];

    private static IEnumerable<Block> Limits() =>
        [
            new Block.Heading("The best that a network of the family can do"),
            new Block.Paragraph(
                Prose.Of(
                    $"For Gaussian prompts and scalar preconditioners the loss is the mean of the trace of {new Formula.Application(((Formula)"p").Sub(L).Sup(2), H)}, a quadratic form in the coefficients of the residual polynomial, with moments of a Wishart matrix that are polynomials in d and n. The least loss over all polynomials with {new Formula.Application("p", 0).EqualTo(1)} is a fraction. For {((Formula)"d").EqualTo(5)}, {n.EqualTo(20)} and no noise:"
                )
            ),
            new Block.Table(
                ["layers", "least loss", "in decimals"],
                [
                    .. OptimalMethod
                        .UpTo(5, 20, 3, Rational.Zero)
                        .Select(optimum =>
                            (IReadOnlyList<Prose>)
                                [
                                    optimum.Layers.ToString(),
                                    Notation.Of(optimum.Loss),
                                    optimum.Loss.ToDouble().ToString("0.0000000000"),
                                ]
                        ),
                ]
            ),
            new Block.Paragraph(
                Prose.Of(
                    $"One layer reaches it with the step {new Formula.Quotient(n, n + "d" + 1)} and the loss {new Formula.Quotient("d" * ((Formula)"d" + 1), n + "d" + 1)}. The optimal polynomial has only real roots inside the spectrum, so plain gradient steps with the inverse roots as step sizes reach it as well: for the loss after L steps memory adds nothing to free step sizes. What memory buys is expressivity: tied steps, the answers of the layers between, and methods that are given."
                )
            ),
        ];

    private static Formula Triangle(CanonicalForm form) =>
        Notation.Of(form.Entries.Map(DerivationDocument.Writer(form, Names)));

    private static Formula Cumulative =>
        W(l + 1).EqualTo(W(0) + new Formula.Summation(UpTo(j, l), null, GammaSum(l) * GradientAt(W(j))));

    private static Formula CumulativeCoefficient =>
        GammaSum(l).EqualTo(-new Formula.Summation(m.EqualTo(j), l, C(m, j)));

    private static Formula GammaSum(Formula layer) => ((Formula)"Gamma").Sub(j).Sup(layer);

    private static Formula Residual =>
        ((Formula)"p")
            .Sub(l + 1)
            .EqualTo(
                ((Formula)"p").Sub(l) - new Formula.Summation(UpTo(j, l), null, C(l, j) * H * ((Formula)"p").Sub(j))
            );
}
