using Memformer.Theory.Networks;
using Memformer.Theory.Proofs;
using Memformer.Theory.Typesetting;
using static Memformer.Theory.Networks.NetworkSymbols;

namespace Memformer.Theory.Derivations;

/// <summary>The notation that every derivation starts from: prompt, attention, update, and the lemma.</summary>
internal static class Setting
{
    /// <summary>w_{l+1} = w_l − Σ_{j≤l} C_{l,j} ∇f(w_j).</summary>
    public static Formula CanonicalForm =>
        W(l + 1).EqualTo(W(l) - new Formula.Summation(UpTo(j, l), null, C(l, j) * GradientAt(W(j))));

    /// <summary>−[Z_L]_{d+1,n+1}.</summary>
    public static Formula ReadOut => -new Formula.Brackets(Z(L)).Sub((Formula)"d" + 1, (Formula)"n" + 1);

    /// <summary>(A_j ∇f(w_j))ᵀ [X, x_q].</summary>
    public static Formula AttentionRow => Row(A(j) * GradientAt(W(j)));

    /// <summary>The bottom row of the next state, context and query.</summary>
    public static IReadOnlyList<Formula> NextRows =>
        [
            (Bracket(WStar - W(l)).Transposed * X + Steps(X)).EqualTo(Bracket(WStar - W(l + 1)).Transposed * X),
            (-(W(l).Transposed * XQuery) + Steps(XQuery)).EqualTo(-(W(l + 1).Transposed * XQuery)),
        ];

    /// <summary>e_l = w_l − w_star.</summary>
    public static Formula ErrorDefinition => ((Formula)"e").Sub(l).EqualTo(W(l) - WStar);

    /// <summary>e_L = p_L e_0.</summary>
    public static Formula ErrorAfter => ((Formula)"e").Sub(L).EqualTo(((Formula)"p").Sub(L) * ((Formula)"e").Sub(0));

    /// <summary>Prompt, objective, attention and update.</summary>
    public static IEnumerable<Block> Blocks(Architecture architecture)
    {
        var alphabetical = Notation.Alphabetical;
        yield return new Block.Heading("The setting");
        yield return new Block.Paragraph(
            Prose.Of(
                $"The context is {X} with {(Formula)"n"} columns and answers {Labels}; the query is {XQuery}. The objective and its gradient are {Objective} and {ObjectiveGradient} with {Gram}. A state holds the iterate {(Formula)"w"} when it is"
            )
        );
        yield return new Block.Display([((Formula)"Z").EqualTo(alphabetical.Of(GradientLemma.State)), Error]);
        yield return new Block.Paragraph(
            Prose.Of(
                $"The prompt is the state that holds {((Formula)"w").EqualTo(Formula.Zero)}. With the mask {MaskValue} the architecture {new Prose.Code(architecture.Name)} ({architecture.Title}) has the update"
            )
        );
        yield return new Block.Display(architecture.Update);
        yield return new Block.Paragraph(Prose.Of($"and the answer {ReadOut}."));
    }

    /// <summary>The lemma with its proof, from the matrices that were computed.</summary>
    public static IEnumerable<Block> Lemma()
    {
        var alphabetical = Notation.Alphabetical;
        yield return new Block.Statement(
            "Lemma",
            "One layer is one gradient",
            [
                new Block.Paragraph(Prose.Of($"Let {AnyA} be any {(Formula)"d"}×{(Formula)"d"} matrix and")),
                new Block.Display([
                    ((Formula)"P").EqualTo(alphabetical.Of(GradientLemma.Head.P)),
                    ((Formula)"Q").EqualTo(alphabetical.Of(GradientLemma.Head.Q)),
                ]),
                new Block.Paragraph(
                    Prose.Of(
                        $"If {(Formula)"Z"} holds {(Formula)"w"}, the attention has zero top rows and the bottom row"
                    )
                ),
                new Block.Display([Row(AnyA * GradientAt("w"))]),
            ]
        );
        yield return new Block.Argument(
            "lemma",
            [
                new Block.Paragraph("The values and the scores are"),
                new Block.Display([
                    (OneOverN * "P" * "Z" * Mask).EqualTo(alphabetical.Of(GradientLemma.Values)),
                    (((Formula)"Z").Transposed * "Q" * "Z").EqualTo(alphabetical.Of(GradientLemma.Scores)),
                ]),
                new Block.Paragraph(Prose.Of($"and their product, with {GramProduct}, is")),
                new Block.Display([
                    (OneOverN * "P" * "Z" * Mask * ((Formula)"Z").Transposed * "Q" * "Z").EqualTo(
                        alphabetical.Of(GradientLemma.Register)
                    ),
                ]),
                new Block.Paragraph(Prose.Of($"The bottom row is the one claimed, since {ErrorGradient}.")),
            ]
        );
    }

    private static Formula AnyA => "A";

    private static Formula Bracket(Formula inside) => new Formula.Brackets(inside);

    private static Formula Row(Formula step) =>
        Bracket(step).Transposed
        * new Formula.Matrix([
            [X, XQuery],
        ]);

    private static Formula Steps(Formula columns) =>
        new Formula.Summation(UpTo(j, l), null, Bracket(C(l, j) * GradientAt(W(j))).Transposed * columns);

    private static Formula Labels => ((Formula)"y").Transposed.EqualTo(WStar.Transposed * X);

    private static Formula Objective =>
        new Formula.Application("f", "w").EqualTo(
            new Formula.Quotient(1, 2 * (Formula)"n")
                * new Formula.Summation(
                    "i",
                    null,
                    Bracket(((Formula)"w").Transposed * ((Formula)"x").Sub("i") - ((Formula)"y").Sub("i")).Sup(2)
                )
        );

    private static Formula ObjectiveGradient => GradientAt("w").EqualTo(H * Bracket("w" - WStar));

    private static Formula Gram => H.EqualTo(OneOverN * X * X.Transposed);

    private static Formula GramProduct => (X * X.Transposed).EqualTo((Formula)"n" * H);

    private static Formula Error => ((Formula)"e").EqualTo(WStar - "w");

    private static Formula MaskValue =>
        Mask.EqualTo(new Formula.Application("diag", new Formula.Sequence([((Formula)"I").Sub("n"), 0])));

    private static Formula ErrorGradient =>
        (-(((Formula)"e").Transposed * H * AnyA.Transposed)).EqualTo(
            Bracket(AnyA * H * Bracket("w" - WStar)).Transposed.EqualTo(Bracket(AnyA * GradientAt("w")).Transposed)
        );
}
