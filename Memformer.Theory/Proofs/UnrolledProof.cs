using System.Diagnostics;
using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;
using Memformer.Theory.Networks;
using static Memformer.Theory.Rendering.NetworkSymbols;
using Prose = Memformer.Theory.Rendering.Prose;

namespace Memformer.Theory.Proofs;

/// <summary>
/// The proof by unrolling: the network is run from the prompt <c>Z_0</c> with w_0 = 0, and its answer must be
/// <c>w_starᵀ (I − p_L)ᵀ x_q</c> with <c>p_0 = I</c>, <c>p_{l+1} = p_l − Σ_j C_{l,j} H p_j</c>, in the free algebra.
/// </summary>
public static class UnrolledProof
{
    /// <summary>The proof's name.</summary>
    public const string Name = "unrolled";

    /// <summary>The number of terms that p_L may have. With a parameter for each layer it has 2^L.</summary>
    public const int LargestIdentity = 2_000;

    /// <summary>Proves, or refutes, that a network answers as its canonical form says.</summary>
    /// <param name="coefficients">What is claimed.</param>
    /// <param name="weights">The network, with as many layers.</param>
    /// <returns>The proof; null when p_L has more than <see cref="LargestIdentity"/> terms.</returns>
    public static Proof? Of(CanonicalForm coefficients, ExactWeights weights)
    {
        ArgumentNullException.ThrowIfNull(coefficients);
        var watch = Stopwatch.StartNew();
        if (ResidualPolynomial(coefficients) is not { } residual)
        {
            return null;
        }

        var prompt = PromptAlgebra.State(MatrixPolynomial.Zero(PromptAlgebra.Column));
        var reached = new ForwardPass<BlockMatrix>(FreeAlgebraRing.Instance, weights).Run(prompt);
        var answer = PromptAlgebra.Task.Transpose() * (MatrixPolynomial.Identity(Dimension.D) - residual.Transpose());
        var difference = -reached[1, 1] - answer * PromptAlgebra.Query;
        return new(Name, Claim, difference.IsZero ? null : new Gap("the answer", difference), watch.Elapsed);
    }

    /// <summary>p_L with <c>w_L − w_star = p_L (w_0 − w_star)</c>, d×d; null when it is too long.</summary>
    public static MatrixPolynomial? ResidualPolynomial(CanonicalForm coefficients)
    {
        ArgumentNullException.ThrowIfNull(coefficients);
        List<MatrixPolynomial> residuals = [MatrixPolynomial.Identity(Dimension.D)];
        List<MatrixPolynomial> gradients = [];
        for (var layer = 0; layer < coefficients.Layers; layer++)
        {
            gradients.Add(PromptAlgebra.H * residuals[layer]);
            var steps = gradients.Select((gradient, register) => -coefficients[layer, register] * gradient);
            var next = MatrixPolynomial.FromTerms(
                PromptAlgebra.Square,
                steps.Prepend(residuals[layer]).SelectMany(step => step.Terms)
            );
            if (next.Terms.Sum(term => term.Coefficient.Numerator.TermCount) > LargestIdentity)
            {
                return null;
            }

            residuals.Add(next);
        }

        return residuals[^1];
    }

    private static Prose Claim =>
        Prose.Of($"run from the prompt, the network answers with {Answer}, for all {Prompt}, {XQuery}, {WStar}");

    private static Rendering.Formula Answer =>
        WStar.Transposed * new Rendering.Formula.Brackets("I" - ((Rendering.Formula)"p").Sub(L)).Transposed * XQuery;
}
