using Memformer.Theory.Algebra;

namespace Memformer.Theory.Methods.Iterates;

/// <summary>
/// A coefficient of an iterate: a scalar as long as no matrix is met, so that methods without preconditioner never
/// pay for the free algebra.
/// </summary>
internal readonly struct Coefficient : IEquatable<Coefficient>
{
    private const int MaximalTerms = 20_000;
    private readonly RationalFunction? _scalar;
    private readonly MatrixPolynomial? _matrix;

    internal Coefficient(RationalFunction scalar) => (_scalar, _matrix) = (scalar, null);

    /// <summary>The coefficient of a matrix; a multiple of the identity becomes a scalar again, so that equal coefficients
    /// are stored alike.</summary>
    internal Coefficient(MatrixPolynomial matrix)
    {
        var isScalar = matrix.TryGetScalar(out var value);
        _scalar = isScalar ? value : null;
        _matrix = isScalar ? null : matrix;
    }

    internal static Coefficient Zero { get; } = new(RationalFunction.Zero);

    internal static Coefficient One { get; } = new(RationalFunction.One);

    internal bool IsZero => _scalar is { IsZero: true };

    internal bool IsOne => _scalar is { IsOne: true };

    /// <summary>The scalar, or null where the coefficient is a true matrix.</summary>
    internal RationalFunction? Scalar => _scalar;

    /// <summary>The coefficient as a d×d matrix.</summary>
    internal MatrixPolynomial Matrix => _matrix ?? MatrixPolynomial.Scalar(_scalar!, Dimension.D);

    public static Coefficient operator +(Coefficient left, Coefficient right) =>
        left._scalar is { } a && right._scalar is { } b ? Bounded(a + b) : Bounded(left.Matrix + right.Matrix);

    public static Coefficient operator -(Coefficient left, Coefficient right) =>
        left._scalar is { } a && right._scalar is { } b ? Bounded(a - b) : Bounded(left.Matrix - right.Matrix);

    public static Coefficient operator -(Coefficient value) => value._scalar is { } a ? new(-a) : new(-value._matrix!);

    public static Coefficient operator *(Coefficient left, Coefficient right) =>
        (left._scalar, right._scalar) switch
        {
            ({ } a, { } b) => Bounded(a * b),
            ({ } a, null) => Bounded(a * right._matrix!),
            (null, { } b) => Bounded(b * left._matrix!),
            _ => Bounded(left._matrix! * right._matrix!),
        };

    internal IEnumerable<Symbol> Symbols =>
        _scalar?.Symbols ?? _matrix!.Terms.SelectMany(term => term.Coefficient.Symbols);

    internal Coefficient Map(Func<RationalFunction, RationalFunction> function) =>
        _scalar is { } value ? new(function(value)) : new(_matrix!.Map(function));

    public bool Equals(Coefficient other) => Equals(_scalar, other._scalar) && Equals(_matrix, other._matrix);

    public override bool Equals(object? obj) => obj is Coefficient other && Equals(other);

    public override int GetHashCode() => _scalar?.GetHashCode() ?? _matrix!.GetHashCode();

    public override string ToString() => _scalar?.ToString() ?? _matrix!.ToString();

    private static Coefficient Bounded(RationalFunction value) =>
        new(Bounded(value, value.Numerator.TermCount + value.Denominator.TermCount));

    private static Coefficient Bounded(MatrixPolynomial value) => new(Bounded(value, value.TermCount));

    /// <summary>A sum or product, as long as it can be written out.</summary>
    /// <exception cref="ExpressionTooLargeException">It cannot.</exception>
    private static T Bounded<T>(T value, int terms) =>
        terms <= MaximalTerms
            ? value
            : throw new ExpressionTooLargeException(
                $"a coefficient grows beyond {MaximalTerms} terms; give values to parameters, or take fewer layers"
            );
}
