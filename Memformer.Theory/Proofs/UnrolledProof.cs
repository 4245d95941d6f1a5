using System.Diagnostics;
using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;
using Memformer.Theory.Networks;
using Memformer.Theory.Typesetting;
using static Memformer.Theory.Networks.NetworkSymbols;

namespace Memformer.Theory.Proofs;

/// <summary>
/// The proof by unrolling: the network is run from the prompt <c>Z_0</c> with w_0 = 0, and its answer must be
/// <c>w_starᵀ (I − p_L)ᵀ x_q</c> with <c>p_0 = I</c>, <c>p_{l+1} = p_l − Σ_j C_{l,j} H p_j</c>, in the free algebra.
/// </summary>
public static class UnrolledProof
{
    /// <summary>The proof's name.</summary>
    public const string Name = "unrolled";

    /// <summary>
    /// How many products of terms the recurrence of p_l may take. With a parameter for each layer p_L has 2^L terms; the
    /// induction needs no p_L.
    /// </summary>
    public const int MostProducts = 400_000;

    /// <summary>Proves, or refutes, that a network answers as its canonical form says.</summary>
    /// <param name="coefficients">What is claimed.</param>
    /// <param name="weights">The network, with as many layers.</param>
    /// <returns>The proof; null when it would take more than <see cref="MostProducts"/>.</returns>
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

    /// <summary>
    /// p_L with <c>w_L − w_star = p_L (w_0 − w_star)</c>, d×d; null when it takes more than <see cref="MostProducts"/>.
    /// </summary>
    public static MatrixPolynomial? ResidualPolynomial(CanonicalForm coefficients)
    {
        ArgumentNullException.ThrowIfNull(coefficients);
        List<MatrixPolynomial> residuals = [MatrixPolynomial.Identity(Dimension.D)];
        List<MatrixPolynomial> gradients = [];
        var products = 0L;
        for (var layer = 0; layer < coefficients.Layers; layer++)
        {
            gradients.Add(PromptAlgebra.H * residuals[layer]);
            products += gradients.Select((gradient, register) => Cost(coefficients[layer, register], gradient)).Sum();
            if (products > MostProducts)
            {
                return null;
            }

            var steps = gradients.Select((gradient, register) => -coefficients[layer, register] * gradient);
            residuals.Add(
                MatrixPolynomial.FromTerms(
                    PromptAlgebra.Square,
                    steps.Prepend(residuals[layer]).SelectMany(step => step.Terms)
                )
            );
        }

        return residuals[^1];
    }

    private static long Cost(MatrixPolynomial coefficient, MatrixPolynomial gradient) =>
        Size(coefficient) * Size(gradient);

    private static long Size(MatrixPolynomial matrix) =>
        matrix.Terms.Sum(term => (long)term.Coefficient.Numerator.TermCount + term.Coefficient.Denominator.TermCount);

    private static Prose Claim =>
        Prose.Of($"run from the prompt, the network answers with {Answer}, for all {Prompt}, {XQuery}, {WStar}");

    private static Formula Answer =>
        WStar.Transposed * new Formula.Brackets("I" - ((Formula)"p").Sub(L)).Transposed * XQuery;
}
