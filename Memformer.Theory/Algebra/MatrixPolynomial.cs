namespace Memformer.Theory.Algebra;

/// <summary>
/// A sum of words of matrix letters with scalar coefficients: an element of the free algebra over the rational
/// functions, restricted to products whose shapes fit. Immutable; equality is structural and decides identity for all
/// sizes of the matrices.
/// </summary>
public sealed partial class MatrixPolynomial : IEquatable<MatrixPolynomial>
{
    private readonly Dictionary<Word, RationalFunction> _terms;
    private MatrixTerm[]? _cachedTerms;

    private MatrixPolynomial(Shape shape, Dictionary<Word, RationalFunction> terms)
    {
        Shape = shape;
        _terms = terms;
    }

    /// <summary>The shape.</summary>
    public Shape Shape { get; }

    /// <summary>Whether this is the zero matrix.</summary>
    public bool IsZero => _terms.Count == 0;

    /// <summary>The terms, short words first.</summary>
    public IReadOnlyList<MatrixTerm> Terms =>
        _cachedTerms ??= [
            .. _terms.OrderBy(term => term.Key, Word.Order).Select(term => new MatrixTerm(term.Value, term.Key)),
        ];

    /// <summary>The zero matrix of a shape.</summary>
    public static MatrixPolynomial Zero(Shape shape) => new(shape, []);

    /// <summary>The identity matrix of a size.</summary>
    public static MatrixPolynomial Identity(Dimension size) => Scalar(RationalFunction.One, size);

    /// <summary>A multiple of the identity matrix of a size.</summary>
    public static MatrixPolynomial Scalar(RationalFunction value, Dimension size)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.IsZero ? Zero(new(size, size)) : new(new(size, size), new() { [Word.Empty] = value });
    }

    /// <summary>The letter as a matrix.</summary>
    public static implicit operator MatrixPolynomial(Letter letter)
    {
        ArgumentNullException.ThrowIfNull(letter);
        return new(letter.Shape, new() { [letter] = RationalFunction.One });
    }

    /// <summary>The number of terms.</summary>
    public int TermCount => _terms.Count;

    /// <summary>The coefficient of a word; 0 when it does not occur.</summary>
    public RationalFunction this[Word word] => _terms.GetValueOrDefault(word, RationalFunction.Zero);

    /// <summary>
    /// Whether this is a multiple of the identity, and of what: the zero matrix is, when it is square.
    /// </summary>
    public bool TryGetScalar(out RationalFunction scalar)
    {
        scalar = this[Word.Empty];
        return Shape.IsSquare && _terms.Count == (scalar.IsZero ? 0 : 1);
    }

    /// <inheritdoc/>
    public bool Equals(MatrixPolynomial? other) =>
        ReferenceEquals(this, other)
        || (
            other is not null
            && Shape == other.Shape
            && _terms.Count == other._terms.Count
            && _terms.All(term => other._terms.TryGetValue(term.Key, out var value) && term.Value.Equals(value))
        );

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as MatrixPolynomial);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        _terms.Aggregate(Shape.GetHashCode(), (hash, term) => hash ^ HashCode.Combine(term.Key, term.Value));

    /// <summary>Whether the two matrices are equal.</summary>
    public static bool operator ==(MatrixPolynomial? left, MatrixPolynomial? right) =>
        left?.Equals(right) ?? (right is null);

    /// <summary>Whether the two matrices differ.</summary>
    public static bool operator !=(MatrixPolynomial? left, MatrixPolynomial? right) => !(left == right);

    /// <summary>The matrix as a formula, short words first: <c>I - eta*H</c>; the identity is <c>I</c>.</summary>
    public override string ToString() => ExpressionText.Language.Of(this);
}

/// <summary>A term of a matrix polynomial.</summary>
/// <param name="Coefficient">The coefficient, not zero.</param>
/// <param name="Word">The product of letters.</param>
public sealed record MatrixTerm(RationalFunction Coefficient, Word Word);
