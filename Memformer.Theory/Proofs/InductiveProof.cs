using System.Diagnostics;
using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;
using Memformer.Theory.Networks;
using Memformer.Theory.Typesetting;
using static Memformer.Theory.Networks.NetworkSymbols;

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
        var hasQueryGates = weights.Gates.QueryCoefficient(weights, 0, 0) is not null;
        var gap = Enumerable
            .Range(0, coefficients.Layers)
            .Select(layer =>
                hasQueryGates ? QueryStep(coefficients, weights, pass, layer) : Step(coefficients, pass, layer)
            )
            .Append(hasQueryGates ? Answer(coefficients, weights) : null)
            .FirstOrDefault(gap => gap is not null);
        return new(Name, hasQueryGates ? QueryClaim : Claim, gap, watch.Elapsed);
    }

    private static Prose QueryClaim =>
        Prose.Of(
            $"each layer turns the context of {W(l)} into the context of {W(l + 1)}, and the steps of the query's column add up to {W(L)}, for all {Prompt}, {XQuery}, {WStar}"
        );

    /// <summary>
    /// Where the query's column has gates of its own it holds an answer v_l beside the context's w_l, and no layer reads
    /// it: <c>v_{l+1} = v_l − Σ_j q_{l,j} H (w_j − w_star)</c>. The last layer's context is free.
    /// </summary>
    private static Gap? QueryStep(
        CanonicalForm coefficients,
        ExactWeights weights,
        ForwardPass<BlockMatrix> pass,
        int layer
    )
    {
        var reached = pass.Advance(PromptAlgebra.State(PromptAlgebra.Iterate(layer), PromptAlgebra.Answer(layer)));
        var answer = Advanced(
            PromptAlgebra.Answer(layer),
            layer,
            register => weights.Gates.QueryCoefficient(weights, layer, register)!
        );
        var claimed = PromptAlgebra.State(NextIterate(coefficients, layer), answer);
        var difference = reached - claimed;
        return Gap.In(
            $"layer {layer}",
            layer < coefficients.Layers - 1
                ? difference
                : BlockMatrix.FromRows([
                    [difference[0, 1]],
                    [difference[1, 1]],
                ])
        );
    }

    /// <summary>The gradients' shares in the answer, Σ_l q_{l,j} against Σ_l C_{l,j}.</summary>
    private static Gap? Answer(CanonicalForm coefficients, ExactWeights weights) =>
        Enumerable
            .Range(0, coefficients.Layers)
            .Select(register =>
                Enumerable
                    .Range(register, coefficients.Layers - register)
                    .Aggregate(
                        MatrixPolynomial.Zero(PromptAlgebra.Square),
                        (sum, layer) =>
                            sum
                            + weights.Gates.QueryCoefficient(weights, layer, register)!
                            - coefficients[layer, register]
                    )
            )
            .Where(difference => !difference.IsZero)
            .Select((difference, _) => new Gap("the answer", difference))
            .FirstOrDefault();

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
    private static MatrixPolynomial NextIterate(CanonicalForm coefficients, int layer) =>
        Advanced(PromptAlgebra.Iterate(layer), layer, register => coefficients[layer, register]);

    private static MatrixPolynomial Advanced(MatrixPolynomial from, int layer, Func<int, MatrixPolynomial> coefficient)
    {
        var steps = Enumerable
            .Range(0, layer + 1)
            .Select(register => -coefficient(register) * PromptAlgebra.Gradient(PromptAlgebra.Iterate(register)));
        return MatrixPolynomial.FromTerms(PromptAlgebra.Column, steps.Prepend(from).SelectMany(step => step.Terms));
    }
}
