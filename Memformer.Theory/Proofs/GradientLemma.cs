using System.Diagnostics;
using Memformer.Theory.Algebra;
using Memformer.Theory.Networks;
using Memformer.Theory.Typesetting;
using static Memformer.Theory.Networks.NetworkSymbols;

namespace Memformer.Theory.Proofs;

/// <summary>
/// The lemma behind every construction: one linear attention layer computes one gradient (Ahn et al.,
/// arXiv:2306.00297, Lemma 1). Everything here is computed with letters, for all d and n.
/// </summary>
public static class GradientLemma
{
    /// <summary>The lemma's name.</summary>
    public const string Name = "lemma";

    /// <summary>A, any d×d matrix.</summary>
    public static Letter Preconditioner { get; } = new("A", PromptAlgebra.Square);

    /// <summary>e = w_star − w, d×1: what separates an iterate from the task.</summary>
    public static Letter Error { get; } = new("e", PromptAlgebra.Column);

    /// <summary>The head <c>P = [0 0; 0 1]</c>, <c>Q = [−Aᵀ 0; 0 0]</c>.</summary>
    public static ExactHead Head { get; } = ExactHead.Gradient(Preconditioner);

    /// <summary>The state that holds w = w_star − e: <c>[X x_q; eᵀX, (e − w_star)ᵀ x_q]</c>.</summary>
    public static BlockMatrix State { get; } = PromptAlgebra.State(PromptAlgebra.Task - Error);

    /// <summary><c>P Z M/n</c>: the values.</summary>
    public static BlockMatrix Values { get; } = Ring.Multiply(Ring.Multiply(Head.P, State), Ring.ScaledMask);

    /// <summary><c>Zᵀ Q Z</c>: the scores.</summary>
    public static BlockMatrix Scores { get; } = Ring.Multiply(Ring.Transpose(State), Ring.Multiply(Head.Q, State));

    /// <summary>The register <c>(1/n) P Z M Zᵀ Q Z</c>, (d+1)×(n+1).</summary>
    public static BlockMatrix Register { get; } = Ring.Multiply(Values, Scores);

    private static FreeAlgebraRing Ring => FreeAlgebraRing.Instance;

    /// <summary>Proves that the register is <c>[0 0; (A ∇f(w))ᵀ X, (A ∇f(w))ᵀ x_q]</c>.</summary>
    public static Proof Prove()
    {
        var watch = Stopwatch.StartNew();
        var step = Preconditioner * PromptAlgebra.Gradient(PromptAlgebra.Task - Error);
        var claimed = PromptAlgebra.State(PromptAlgebra.Task - Error - step) - State;
        var claim = Prose.Of(
            $"one layer computes one gradient, for all {Prompt}, {XQuery}, {WStar}, all {(Formula)"A"} and {(Formula)"w"}"
        );
        return new(Name, claim, Gap.In("the register", Register - claimed), watch.Elapsed);
    }
}
