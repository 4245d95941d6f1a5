namespace Memformer.Theory.Algebra;

// Replacing scalars, letters and parts of words.
public sealed partial class MatrixPolynomial
{
    /// <summary>The matrix with some scalar symbols replaced.</summary>
    /// <exception cref="UndefinedValueException">A denominator vanishes there.</exception>
    public MatrixPolynomial Substitute(IReadOnlyDictionary<Symbol, RationalFunction> replacements) =>
        Map(coefficient => coefficient.Substitute(replacements));

    /// <summary>The matrix with some scalar symbols replaced by numbers.</summary>
    /// <exception cref="UndefinedValueException">A denominator vanishes there.</exception>
    public MatrixPolynomial Substitute(IReadOnlyDictionary<Symbol, Rational> values)
    {
        var replacements = values.ToDictionary(pair => pair.Key, pair => (RationalFunction)pair.Value);
        return Substitute(replacements);
    }

    /// <summary>The matrix with some letters replaced by matrices of the same shape, all at once.</summary>
    /// <exception cref="ShapeException">A replacement's shape is not its letter's.</exception>
    public MatrixPolynomial Substitute(IReadOnlyDictionary<Letter, MatrixPolynomial> replacements)
    {
        ArgumentNullException.ThrowIfNull(replacements);
        foreach (var (letter, replacement) in replacements)
        {
            if (letter.Shape != replacement.Shape)
            {
                throw new ShapeException($"Substitution for {letter}", letter.Shape, replacement.Shape);
            }
        }

        var sum = Zero(Shape);
        foreach (var (word, coefficient) in _terms)
        {
            var product = Identity(Shape.Rows);
            foreach (var factor in word.Factors)
            {
                var matrix = replacements.GetValueOrDefault(factor.Letter, factor.Letter);
                matrix = factor.IsTransposed ? matrix.Transpose() : matrix;
                for (var i = 0; i < factor.Power; i++)
                {
                    product *= matrix;
                }
            }

            sum += coefficient * product;
        }

        return sum;
    }
}
