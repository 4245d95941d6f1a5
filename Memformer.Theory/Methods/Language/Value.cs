using Memformer.Theory.Algebra;
using Memformer.Theory.Methods.Iterates;

namespace Memformer.Theory.Methods.Language;

/// <summary>What an expression is worth: a number, a d×d matrix, or a vector.</summary>
internal abstract record Value
{
    /// <summary>What the value is, for messages.</summary>
    internal abstract string Kind { get; }

    /// <summary>Whether it is the number 0, which is also the zero matrix and the zero vector.</summary>
    internal bool IsZeroScalar => this is Scalar { Number.IsZero: true };

    public static Value operator +(Value left, Value right) =>
        (left, right) switch
        {
            (Scalar a, Scalar b) => new Scalar(a.Number + b.Number),
            (Vector a, Vector b) => new Vector(a.Iterate + b.Iterate),
            (Vector, _) when right.IsZeroScalar => left,
            (_, Vector) when left.IsZeroScalar => right,
            (Vector, _) or (_, Vector) => throw new NotLinearMethodException(
                $"{left.Kind} plus {right.Kind} has no meaning"
            ),
            _ => new Matrix(left.AsMatrix() + right.AsMatrix()),
        };

    public static Value operator -(Value value) =>
        value switch
        {
            Scalar a => new Scalar(-a.Number),
            Matrix a => new Matrix(-a.Polynomial),
            Vector a => new Vector(-a.Iterate),
            _ => throw new ArgumentOutOfRangeException(nameof(value), value, "unknown value"),
        };

    public static Value operator *(Value left, Value right) =>
        (left, right) switch
        {
            (Scalar a, Scalar b) => new Scalar(a.Number * b.Number),
            (Scalar a, Vector b) => new Vector(a.Number * b.Iterate),
            (Vector a, Scalar b) => new Vector(b.Number * a.Iterate),
            (Matrix a, Vector b) => new Vector(a.Polynomial * b.Iterate),
            (Vector, Vector) => throw new NotLinearMethodException(
                "a product of two vectors is not linear in the gradients"
            ),
            (Vector, Matrix) => throw new NotLinearMethodException(
                "a vector times a matrix has no meaning; write the matrix first"
            ),
            _ => new Matrix(left.AsMatrix() * right.AsMatrix()),
        };

    public static Value operator /(Value left, Value right) =>
        (left, right) switch
        {
            (_, Vector) => throw new NotLinearMethodException("division by a vector is not linear in the gradients"),
            (_, Matrix) => throw new NotLinearMethodException(
                "division by a matrix; declare its inverse as a matrix parameter instead"
            ),
            (_, Scalar b) => new Scalar(b.Number.Inverse()) * left,
            _ => throw new ArgumentOutOfRangeException(nameof(right), right, "unknown value"),
        };

    /// <summary>The value to an integer power.</summary>
    internal Value Pow(int exponent) =>
        this switch
        {
            Scalar a => new Scalar(a.Number.Pow(exponent)),
            Matrix a when exponent >= 0 => new Matrix(a.Polynomial.Pow(exponent)),
            Matrix => throw new NotLinearMethodException(
                "a negative power of a matrix; declare its inverse as a matrix parameter instead"
            ),
            _ => throw new NotLinearMethodException("a power of a vector is not linear in the gradients"),
        };

    private MatrixPolynomial AsMatrix() =>
        this switch
        {
            Scalar a => MatrixPolynomial.Scalar(a.Number, Dimension.D),
            Matrix a => a.Polynomial,
            _ => throw new NotLinearMethodException("a vector where a matrix is meant"),
        };

    internal sealed record Scalar(RationalFunction Number) : Value
    {
        internal override string Kind => "a number";
    }

    internal sealed record Matrix(MatrixPolynomial Polynomial) : Value
    {
        internal override string Kind => "a matrix";
    }

    internal sealed record Vector(SymbolicIterate Iterate) : Value
    {
        internal override string Kind => "a vector";
    }
}
