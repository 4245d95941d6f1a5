using Memformer.Theory.Algebra;

namespace Memformer.Theory.Certificates;

/// <summary>
/// An expression of a method's text as a term, what it is worth, and the lemmas that rewrite it into that; with the arithmetic that
/// needs no lemmas of its own.
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

    /// <summary>As a vector: the number 0 is one, where a vector is meant.</summary>
    internal Vector AsVector => IsZero ? new Vector(CoqTerm.Integer(0), GradientCombination.Zero, []) : (Vector)this;

    /// <summary>As a matrix: a number stands for its multiple of the identity.</summary>
    internal MatrixPolynomial AsMatrix =>
        this switch
        {
            Matrix matrix => matrix.Value,
            Scalar scalar => MatrixPolynomial.Scalar(scalar.Value, Dimension.D),
            _ => throw new InvalidOperationException("a vector where a matrix is meant"),
        };

    /// <summary>A matrix transposed; anything else as it is.</summary>
    internal Quotation Transposed => this is Matrix matrix ? new Matrix(matrix.Value.Transpose()) : this;

    public static Quotation operator -(Quotation value) =>
        value switch
        {
            Scalar a => new Scalar(-a.Term, -a.Value, a.Lemmas),
            Vector a => new Vector(-a.Term, -a.Value, a.Lemmas),
            Matrix a => new Matrix(-a.Value),
            _ => throw new ArgumentOutOfRangeException(nameof(value), value, "unknown value"),
        };

    public static Quotation operator +(Quotation left, Quotation right)
    {
        if (left is Vector || right is Vector)
        {
            var (a, b) = (left.AsVector, right.AsVector);
            return new Vector(a.Term + b.Term, a.Value + b.Value, Both(a, b));
        }

        return left is Scalar x && right is Scalar y
            ? new Scalar(x.Term + y.Term, x.Value + y.Value, Both(x, y))
            : new Matrix(left.AsMatrix + right.AsMatrix);
    }

    public static Quotation operator -(Quotation left, Quotation right)
    {
        if (left is Vector || right is Vector)
        {
            var (a, b) = (left.AsVector, right.AsVector);
            return new Vector(a.Term - b.Term, a.Value - b.Value, Both(a, b));
        }

        return left is Scalar x && right is Scalar y
            ? new Scalar(x.Term - y.Term, x.Value - y.Value, Both(x, y))
            : new Matrix(left.AsMatrix - right.AsMatrix);
    }

    /// <summary>The lemmas of either, each once.</summary>
    internal static IReadOnlyList<string> Both(Quotation left, Quotation right) =>
        [.. left.Lemmas.Concat(right.Lemmas).Distinct()];
}
