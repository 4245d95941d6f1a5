namespace Memformer.Theory.Algebra;

/// <summary>Multiples of one matrix over the field of coefficients, decided exactly.</summary>
public static class Proportionality
{
    /// <summary>c with <c>value = c · reference</c>, or null when there is none; the reference must not be zero.</summary>
    public static RationalFunction? Ratio(MatrixPolynomial value, MatrixPolynomial reference)
    {
        var pivot = reference.Terms[0];
        var ratio = value[pivot.Word] / pivot.Coefficient;
        return value == ratio * reference ? ratio : null;
    }

    /// <summary>
    /// A matrix as a scale times a direction: the scale is the coefficient that all words share, or one when they do
    /// not share any, so that ηP has the direction P.
    /// </summary>
    public static (RationalFunction Scale, MatrixPolynomial Direction) Split(MatrixPolynomial value)
    {
        var terms = value.Terms;
        return terms.Count > 0 && terms.All(term => term.Coefficient == terms[0].Coefficient)
            ? (terms[0].Coefficient, value.Map(_ => RationalFunction.One))
            : (RationalFunction.One, value);
    }
}
