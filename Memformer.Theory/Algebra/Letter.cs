namespace Memformer.Theory.Algebra;

/// <summary>
/// A matrix that is known by name and shape only: <c>H</c>, <c>A[0]</c>, <c>X</c>, <c>w_star</c>. Letters do not
/// commute, unless they are declared to.
/// </summary>
/// <param name="Name">The letter's name.</param>
/// <param name="Index">The layer it belongs to, or null when it has none.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="IsSymmetric">Whether it equals its transpose; then its shape is square.</param>
/// <param name="CommutingFamily">
/// The family of matrices that commute with one another (all diagonal matrices, say) to which it belongs, or null.
/// The members of a family must be square and symmetric.
/// </param>
public sealed record Letter(
    string Name,
    int? Index,
    Shape Shape,
    bool IsSymmetric = false,
    string? CommutingFamily = null
)
{
    private readonly int _hash = HashCode.Combine(Name, Index, Shape, IsSymmetric, CommutingFamily);

    /// <summary>Whether it equals its transpose.</summary>
    /// <exception cref="ShapeException">It is said to be symmetric, and is not square.</exception>
    public bool IsSymmetric { get; } =
        !IsSymmetric || Shape.IsSquare
            ? IsSymmetric
            : throw new ShapeException($"Symmetric letter {Name}", Shape, Shape.Transposed);

    /// <summary>A letter without an index.</summary>
    public Letter(string name, Shape shape, bool isSymmetric = false)
        : this(name, null, shape, isSymmetric) { }

    /// <summary>The sum of two letters.</summary>
    public static MatrixPolynomial operator +(Letter left, Letter right) => (MatrixPolynomial)left + right;

    /// <summary>The difference of two letters.</summary>
    public static MatrixPolynomial operator -(Letter left, Letter right) => (MatrixPolynomial)left - right;

    /// <summary>The opposite of a letter.</summary>
    public static MatrixPolynomial operator -(Letter letter) => -(MatrixPolynomial)letter;

    /// <summary>The product of two letters.</summary>
    public static MatrixPolynomial operator *(Letter left, Letter right) => (MatrixPolynomial)left * right;

    /// <summary>The transposed letter.</summary>
    public MatrixPolynomial Transpose() => ((MatrixPolynomial)this).Transpose();

    /// <summary>Orders letters by name (ordinal), then by index, then by everything else.</summary>
    internal int CompareTo(Letter? other)
    {
        if (other is null)
        {
            return 1;
        }

        if (ReferenceEquals(this, other))
        {
            return 0;
        }

        var order = string.CompareOrdinal(Name, other.Name);
        order = order != 0 ? order : Nullable.Compare(Index, other.Index);
        order = order != 0 ? order : string.CompareOrdinal(Shape.Rows.Name, other.Shape.Rows.Name);
        order = order != 0 ? order : string.CompareOrdinal(Shape.Columns.Name, other.Shape.Columns.Name);
        order = order != 0 ? order : IsSymmetric.CompareTo(other.IsSymmetric);
        return order != 0 ? order : string.CompareOrdinal(CommutingFamily, other.CommutingFamily);
    }

    /// <inheritdoc/>
    public bool Equals(Letter? other) =>
        ReferenceEquals(this, other) || (other is not null && _hash == other._hash && CompareTo(other) == 0);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <summary>The letter as it is written in a formula: <c>H</c>, <c>A[0]</c>.</summary>
    public override string ToString() => ExpressionText.Language.Of(this);
}
