using System.Diagnostics;
using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;
using Memformer.Theory.Networks;
using Memformer.Theory.Typesetting;
using static Memformer.Theory.Networks.NetworkSymbols;

namespace Memformer.Theory.Proofs;

/// <summary>
/// Prompts with m answers a token: tokens (x; y) with y = Wᵀ x of m entries, states (d+m)×(n+1). The head P = [0 0; 0 B] computes
/// the gradient with A on one side and B on the other; with B = I a network solves every output by itself, with the same weights.
/// </summary>
public static class OutputsProof
{
    /// <summary>The proof's name.</summary>
    public const string Name = "outputs";

    /// <summary>The number m of answers of a token.</summary>
    public static Dimension Outputs { get; } = new("m");

    /// <summary>W_star, d×m.</summary>
    public static Letter Task { get; } = new("W_star", null, Iterates);

    /// <summary>B, m×m.</summary>
    public static Letter Mixing { get; } = new("B", null, new Shape(Outputs, Outputs));

    private static Shape Iterates => new(Dimension.D, Outputs);

    private static FreeAlgebraRing Ring => FreeAlgebraRing.Instance;

    /// <summary>Proves that one layer computes <c>A ∇f(W) Bᵀ</c>, for all A and B.</summary>
    public static Proof Lemma()
    {
        var watch = Stopwatch.StartNew();
        MatrixPolynomial iterate = new Letter("W", null, Iterates);
        var state = State(iterate);
        var head = Head(GradientLemma.Preconditioner, Mixing);
        var values = Ring.Multiply(Ring.Multiply(head.P, state), Ring.ScaledMask);
        var register = Ring.Multiply(values, Ring.Multiply(Ring.Transpose(state), Ring.Multiply(head.Q, state)));
        var step =
            (MatrixPolynomial)GradientLemma.Preconditioner
            * PromptAlgebra.H
            * (iterate - Task)
            * ((MatrixPolynomial)Mixing).Transpose();
        var claim = Prose.Of(
            $"with {(Formula)"m"} outputs one layer computes a gradient between {(Formula)"A"} and {((Formula)"B").Transposed}, for all {Prompt}, {XQuery}"
        );
        return new(Name, claim, Gap.In("the register", register - (State(iterate - step) - state)), watch.Elapsed);
    }

    /// <summary>
    /// Proves that a network with the same weights, and B = I in every head, answers <c>W_starᵀ (I − p_L)ᵀ x_q</c> where there are m
    /// outputs.
    /// </summary>
    /// <param name="coefficients">The canonical form of the network.</param>
    /// <param name="weights">Its weights for one output.</param>
    /// <returns>The proof; null when p_L is too long, as in <see cref="UnrolledProof"/>.</returns>
    public static Proof? Of(CanonicalForm coefficients, ExactWeights weights)
    {
        ArgumentNullException.ThrowIfNull(coefficients);
        ArgumentNullException.ThrowIfNull(weights);
        var watch = Stopwatch.StartNew();
        if (UnrolledProof.ResidualPolynomial(coefficients) is not { } residual)
        {
            return null;
        }

        var wider = weights with
        {
            Heads =
            [
                .. Enumerable
                    .Range(0, weights.Layers)
                    .Select(layer =>
                        (IReadOnlyList<ExactHead>)
                            [
                                .. Enumerable
                                    .Range(0, weights.HeadCount)
                                    .Select(head =>
                                        Head(weights.Preconditioner(layer, head), MatrixPolynomial.Identity(Outputs))
                                    ),
                            ]
                    ),
            ],
        };
        var reached = new ForwardPass<BlockMatrix>(Ring, wider).Run(State(MatrixPolynomial.Zero(Iterates)));
        var answer =
            ((MatrixPolynomial)Task).Transpose()
            * (MatrixPolynomial.Identity(Dimension.D) - residual.Transpose())
            * PromptAlgebra.Query;
        var difference = -reached[1, 1] - answer;
        var claim = Prose.Of(
            $"with {(Formula)"m"} outputs the same weights answer each of them as they answer one, for all {Prompt}, {XQuery}"
        );
        return new(Name, claim, difference.IsZero ? null : new Gap("the answer", difference), watch.Elapsed);
    }

    private static ExactHead Head(MatrixPolynomial preconditioner, MatrixPolynomial mixing) =>
        new(
            Weights(MatrixPolynomial.Zero(PromptAlgebra.Square), mixing),
            Weights(-preconditioner.Transpose(), MatrixPolynomial.Zero(new Shape(Outputs, Outputs)))
        );

    private static BlockMatrix Weights(MatrixPolynomial block, MatrixPolynomial corner) =>
        BlockMatrix.FromRows([
            [block, MatrixPolynomial.Zero(Iterates)],
            [MatrixPolynomial.Zero(Iterates.Transposed), corner],
        ]);

    private static BlockMatrix State(MatrixPolynomial iterate) =>
        BlockMatrix.FromRows([
            [PromptAlgebra.X, PromptAlgebra.Query],
            [(Task - iterate).Transpose() * PromptAlgebra.X, -iterate.Transpose() * PromptAlgebra.Query],
        ]);
}
