using System.Diagnostics;
using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;
using Memformer.Theory.Networks;

namespace Memformer.Theory.Proofs;

/// <summary>
/// A check that shares no algebra with the proofs: the network is run on random prompts in exact rational numbers, and
/// must answer, digit for digit, as the method does on the same data.
/// </summary>
public static class RationalPromptCheck
{
    /// <summary>The check's name.</summary>
    public const string Name = "rational-prompts";

    private const int Attempts = 20;

    /// <summary>Runs the check on prompts with d = 2, n = 3 and d = 3, n = 2.</summary>
    /// <param name="coefficients">What is claimed.</param>
    /// <param name="weights">The network, with as many layers.</param>
    /// <param name="seed">Decides the prompts and the parameters' values.</param>
    public static Proof Of(CanonicalForm coefficients, ExactWeights weights, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(coefficients);
        var watch = Stopwatch.StartNew();
        (int Dimension, int Context)[] sizes = coefficients.Layers <= 16 ? [(2, 3), (3, 2)] : [(2, 3)];
        var gap = sizes
            .Select(size => Compare(coefficients, weights, size.Dimension, size.Context, seed))
            .FirstOrDefault(gap => gap is not null);
        var claim =
            $"on random rational prompts ({string.Join("; ", sizes.Select(size => $"d = {size.Dimension}, n = {size.Context}"))}) network and method give the same fraction";
        return new(Name, claim, gap, watch.Elapsed);
    }

    /// <summary>Draws until no coefficient has a pole at the values drawn.</summary>
    private static Gap? Compare(CanonicalForm coefficients, ExactWeights weights, int dimension, int context, int seed)
    {
        for (var attempt = 0; ; attempt++)
        {
            var prompt = new RationalPrompt(dimension, context, seed + attempt);
            try
            {
                return Compare(coefficients, weights, prompt);
            }
            catch (UndefinedValueException) when (attempt < Attempts) { }
        }
    }

    private static Gap? Compare(CanonicalForm coefficients, ExactWeights weights, RationalPrompt prompt)
    {
        var letters = Letters(coefficients).Concat(Letters(weights)).ToHashSet();
        var ring = new RationalRing(
            prompt.Dimension,
            prompt.Context,
            prompt.Values(Symbols(coefficients, weights)),
            prompt.Matrices(letters)
        );
        var reached = new ForwardPass<RationalMatrix>(ring, weights).Run(prompt.State);
        var answer = -reached[prompt.Dimension, prompt.Context];
        var claimed = (RunMethod(coefficients, ring, prompt).Transpose() * prompt.Query)[0, 0];
        return answer == claimed
            ? null
            : new(
                $"d = {prompt.Dimension}, n = {prompt.Context}",
                MatrixPolynomial.Scalar(answer - claimed, Dimension.One)
            );
    }

    private static RationalMatrix RunMethod(CanonicalForm coefficients, RationalRing ring, RationalPrompt prompt)
    {
        var iterate = RationalMatrix.Create(prompt.Dimension, 1, (_, _) => 0);
        List<RationalMatrix> gradients = [];
        for (var layer = 0; layer < coefficients.Layers; layer++)
        {
            gradients.Add(prompt.Gradient(iterate));
            for (var register = 0; register <= layer; register++)
            {
                iterate -= ring.Evaluate(coefficients[layer, register]) * gradients[register];
            }
        }

        return iterate;
    }

    private static IEnumerable<Symbol> Symbols(CanonicalForm coefficients, ExactWeights weights) =>
        coefficients.Symbols.Concat(weights.Symbols).Distinct();

    private static IEnumerable<Letter> Letters(CanonicalForm coefficients) =>
        coefficients.Entries.SelectMany(entry => Letters(entry.Matrix));

    private static IEnumerable<Letter> Letters(ExactWeights weights) =>
        from head in weights.Heads.SelectMany(layer => layer)
        from matrix in new[] { head.P, head.Q }
        from row in Enumerable.Range(0, matrix.Rows)
        from column in Enumerable.Range(0, matrix.Columns)
        from letter in Letters(matrix[row, column])
        select letter;

    private static IEnumerable<Letter> Letters(MatrixPolynomial matrix) =>
        matrix.Terms.SelectMany(term => term.Word.Factors).Select(factor => factor.Letter);
}
