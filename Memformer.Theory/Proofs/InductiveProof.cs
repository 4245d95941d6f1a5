using System.Diagnostics;
using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;
using Memformer.Theory.Networks;
using static Memformer.Theory.Networks.NetworkSymbols;
using Prose = Memformer.Theory.Typesetting.Prose;

namespace Memformer.Theory.Proofs;

/// <summary>
/// The proof by induction over the layers. The iterates w_0 … w_l are letters; one layer of the network is run on the
/// state that holds w_l, with the registers of the states that hold w_0 … w_{l−1}; the result must be the state that
/// holds <c>w_l − Σ_{j≤l} C_{l,j} H (w_j − w_star)</c>, block by block, in the free algebra. The step of layer l does
/// not depend on how many layers follow.
/// </summary>
public static class InductiveProof
{
    /// <summary>The proof's name.</summary>
    public const string Name = "induction";

    /// <summary>Proves, or refutes, that a network has a canonical form.</summary>
    /// <param name="coefficients">What is claimed.</param>
    /// <param name="weights">The network, with as many layers.</param>
    public static Proof Of(CanonicalForm coefficients, ExactWeights weights)
    {
        ArgumentNullException.ThrowIfNull(coefficients);
        var watch = Stopwatch.StartNew();
        var pass = new ForwardPass<BlockMatrix>(FreeAlgebraRing.Instance, weights);
        var gap = Enumerable
            .Range(0, coefficients.Layers)
            .Select(layer => Step(coefficients, pass, layer))
            .FirstOrDefault(gap => gap is not null);
        return new(Name, Claim, gap, watch.Elapsed);
    }

    private static Prose Claim =>
        Prose.Of(
            $"each layer turns the state of {W(l)} into the state of {W(l + 1)}, for all {Prompt}, {XQuery}, {WStar}"
        );

    private static Gap? Step(CanonicalForm coefficients, ForwardPass<BlockMatrix> pass, int layer)
    {
        var reached = pass.Advance(PromptAlgebra.State(PromptAlgebra.Iterate(layer)));
        var claimed = PromptAlgebra.State(NextIterate(coefficients, layer));
        return Gap.In($"layer {layer}", reached - claimed);
    }

    /// <summary><c>w_l − Σ_{j≤l} C_{l,j} H (w_j − w_star)</c>, d×1.</summary>
    private static MatrixPolynomial NextIterate(CanonicalForm coefficients, int layer)
    {
        var steps = Enumerable
            .Range(0, layer + 1)
            .Select(register =>
                -coefficients[layer, register] * PromptAlgebra.Gradient(PromptAlgebra.Iterate(register))
            );
        return MatrixPolynomial.FromTerms(
            PromptAlgebra.Column,
            steps.Prepend(PromptAlgebra.Iterate(layer)).SelectMany(step => step.Terms)
        );
    }
}
