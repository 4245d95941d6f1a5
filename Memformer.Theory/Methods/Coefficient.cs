using Memformer.Theory.Algebra;

namespace Memformer.Theory.Methods;

/// <summary>
/// A coefficient of an iterate: a scalar as long as no matrix is met, so that methods without preconditioner never
/// pay for the free algebra.
/// </summary>
internal readonly struct Coefficient : IEquatable<Coefficient>
{
    private readonly RationalFunction? scalar;
    private readonly MatrixPolynomial? matrix;

    internal Coefficient(RationalFunction scalar) => (this.scalar, matrix) = (scalar, null);

    /// <summary>The coefficient of a matrix; a multiple of the identity becomes a scalar again, so that equal coefficients
    /// are stored alike.</summary>
    internal Coefficient(MatrixPolynomial matrix)
    {
        var isScalar = matrix.TryGetScalar(out var value);
        scalar = isScalar ? value : null;
        this.matrix = isScalar ? null : matrix;
    }

    internal static Coefficient Zero { get; } = new(RationalFunction.Zero);

    internal static Coefficient One { get; } = new(RationalFunction.One);

    internal bool IsZero => scalar is { IsZero: true };

    internal bool IsOne => scalar is { IsOne: true };

    /// <summary>The scalar, or null where the coefficient is a true matrix.</summary>
    internal RationalFunction? Scalar => scalar;

    /// <summary>The coefficient as a d×d matrix.</summary>
    internal MatrixPolynomial Matrix => matrix ?? MatrixPolynomial.Scalar(scalar!, Dimension.D);

    public static Coefficient operator +(Coefficient left, Coefficient right) =>
        left.scalar is { } a && right.scalar is { } b ? new(a + b) : new(left.Matrix + right.Matrix);

    public static Coefficient operator -(Coefficient left, Coefficient right) =>
        left.scalar is { } a && right.scalar is { } b ? new(a - b) : new(left.Matrix - right.Matrix);

    public static Coefficient operator -(Coefficient value) => value.scalar is { } a ? new(-a) : new(-value.matrix!);

    public static Coefficient operator *(Coefficient left, Coefficient right) =>
        (left.scalar, right.scalar) switch
        {
            ({ } a, { } b) => new(a * b),
            ({ } a, null) => new(a * right.matrix!),
            (null, { } b) => new(b * left.matrix!),
            _ => new(left.matrix! * right.matrix!),
        };

    internal IEnumerable<Symbol> Symbols =>
        scalar?.Symbols ?? matrix!.Terms.SelectMany(term => term.Coefficient.Symbols);

    internal Coefficient Map(Func<RationalFunction, RationalFunction> function) =>
        scalar is { } value ? new(function(value)) : new(matrix!.Map(function));

    public bool Equals(Coefficient other) => Equals(scalar, other.scalar) && Equals(matrix, other.matrix);

    public override bool Equals(object? obj) => obj is Coefficient other && Equals(other);

    public override int GetHashCode() => scalar?.GetHashCode() ?? matrix!.GetHashCode();

    public override string ToString() => scalar?.ToString() ?? matrix!.ToString();
}
