using Memformer.Theory.Algebra;

namespace Memformer.Theory.Certificates;

/// <summary>
/// An expression of a method's text as a term, what it is worth, and the lemmas that rewrite it into that.
/// </summary>
/// <param name="Lemmas">Names of lemmas, in the order in which they are to be used.</param>
internal abstract record Quotation(IReadOnlyList<string> Lemmas)
{
    /// <summary>A number.</summary>
    internal sealed record Scalar(CoqTerm Term, RationalFunction Value, IReadOnlyList<string> Lemmas)
        : Quotation(Lemmas);

    /// <summary>A vector.</summary>
    internal sealed record Vector(CoqTerm Term, GradientCombination Value, IReadOnlyList<string> Lemmas)
        : Quotation(Lemmas);

    /// <summary>A d×d matrix, written out as a polynomial in matrix letters.</summary>
    internal sealed record Matrix(MatrixPolynomial Value) : Quotation([]);

    /// <summary>Whether it is the number 0, which also stands for the vector 0.</summary>
    internal bool IsZero => this is Scalar { Value.IsZero: true };
}
