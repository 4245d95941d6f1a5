using Memformer.Theory.Algebra;

namespace Memformer.Theory.Networks;

/// <summary>The one relation between the letters of a prompt: <c>X Xᵀ = n H</c>.</summary>
internal static class GramMatrix
{
    private static readonly WordFactor Covariates = new(PromptAlgebra.X, IsTransposed: false, Power: 1);
    private static readonly WordFactor Transposed = new(PromptAlgebra.X, IsTransposed: true, Power: 1);
    private static readonly WordFactor Gram = new(PromptAlgebra.H, IsTransposed: false, Power: 1);

    /// <summary>Replaces every X Xᵀ inside the words by n H.</summary>
    public static MatrixPolynomial Reduce(MatrixPolynomial matrix)
    {
        var terms = matrix.Terms;
        return terms.Any(term => CountPairs(term.Word) > 0)
            ? MatrixPolynomial.FromTerms(matrix.Shape, terms.Select(Reduce))
            : matrix;
    }

    private static MatrixTerm Reduce(MatrixTerm term)
    {
        var pairs = CountPairs(term.Word);
        return pairs == 0
            ? term
            : new(
                ((RationalFunction)PromptAlgebra.ContextLength).Pow(pairs) * term.Coefficient,
                Word.Of(Reduced(term.Word))
            );
    }

    private static IEnumerable<WordFactor> Reduced(Word word)
    {
        var factors = word.Factors;
        for (var place = 0; place < factors.Count; place++)
        {
            var isPair = IsPair(factors, place);
            yield return isPair ? Gram : factors[place];
            place += isPair ? 1 : 0;
        }
    }

    private static int CountPairs(Word word) =>
        Enumerable.Range(0, word.Factors.Count).Count(place => IsPair(word.Factors, place));

    private static bool IsPair(IReadOnlyList<WordFactor> factors, int place) =>
        place + 1 < factors.Count && factors[place] == Covariates && factors[place + 1] == Transposed;
}
