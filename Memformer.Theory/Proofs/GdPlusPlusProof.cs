using System.Diagnostics;
using Memformer.Theory.Algebra;
using Memformer.Theory.Networks;
using Memformer.Theory.Typesetting;
using static Memformer.Theory.Networks.NetworkSymbols;

namespace Memformer.Theory.Proofs;

/// <summary>The two proofs that a network with transformed covariates is GD++ (<see cref="GdPlusPlusNetwork"/>).</summary>
public static class GdPlusPlusProof
{
    /// <summary>
    /// For all layers at once: with letters A, B, S and w, one layer turns the state <c>[S X, S x_q; (w_star − w)ᵀ X,
    /// −wᵀ x_q]</c> into the one with <c>(I − B S H Sᵀ Aᵀ) S</c> and <c>w − Sᵀ A S ∇f(w)</c>.
    /// </summary>
    public static Proof Induction()
    {
        var watch = Stopwatch.StartNew();
        Letter a = new("A", PromptAlgebra.Square);
        Letter b = new("B", PromptAlgebra.Square);
        Letter s = new("S", PromptAlgebra.Square);
        MatrixPolynomial w = new Letter("w", PromptAlgebra.Column);
        var weights = new ExactWeights(
            Architecture.Find("linear"),
            [
                [ExactHead.WithWhitening(b, a)],
            ],
            new Gates.None()
        );
        var pass = new ForwardPass<BlockMatrix>(FreeAlgebraRing.Instance, weights);
        var reached = pass.Advance(PromptAlgebra.TransformedState(s, w));
        var claimed = PromptAlgebra.TransformedState(
            GdPlusPlusNetwork.NextTransform(s, a, b),
            w - GdPlusPlusNetwork.PreconditionerOf(s, a) * PromptAlgebra.Gradient(w)
        );
        var claim = Prose.Of(
            $"each layer takes a gradient step with the preconditioner {Preconditioner} and transforms the covariates, for all {Prompt}, {XQuery}, {WStar}"
        );
        return new(InductiveProof.Name, claim, Gap.In("one layer", reached - claimed), watch.Elapsed);
    }

    /// <summary>For a given L: run from the prompt, the network answers with <c>w_starᵀ (I − p_L)ᵀ x_q</c>.</summary>
    public static Proof Unrolled(GdPlusPlusNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var watch = Stopwatch.StartNew();
        var prompt = PromptAlgebra.State(MatrixPolynomial.Zero(PromptAlgebra.Column));
        var reached = new ForwardPass<BlockMatrix>(FreeAlgebraRing.Instance, network.Weights).Run(prompt);
        var residual = network.Preconditioners.Aggregate(
            MatrixPolynomial.Identity(Dimension.D),
            (residual, preconditioner) => residual - preconditioner * PromptAlgebra.H * residual
        );
        var answer = PromptAlgebra.Task.Transpose() * (MatrixPolynomial.Identity(Dimension.D) - residual.Transpose());
        var difference = -reached[1, 1] - answer * PromptAlgebra.Query;
        var claim = Prose.Of(
            $"run from the prompt, the network answers as these steps do, for all {Prompt}, {XQuery}, {WStar}"
        );
        return new(
            UnrolledProof.Name,
            claim,
            difference.IsZero ? null : new Gap("the answer", difference),
            watch.Elapsed
        );
    }

    private static Formula Preconditioner => S(l).Transposed * A(l) * S(l);
}
