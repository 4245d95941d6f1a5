namespace Memformer.Theory.Algebra;

/// <summary>
/// A size that stays symbolic: <c>1</c>, <c>d</c>, <c>n</c>, <c>n+1</c>. Two dimensions are equal when they are
/// written alike; what is proved about matrices of these shapes therefore holds for all sizes.
/// </summary>
/// <param name="Name">The size as it is written.</param>
public readonly record struct Dimension(string Name)
{
    /// <summary>The size 1: of a scalar, of a vector's other side.</summary>
    public static Dimension One { get; } = new("1");

    /// <summary>The dimension d of the inputs.</summary>
    public static Dimension D { get; } = new("d");

    /// <summary>The number n of context tokens.</summary>
    public static Dimension N { get; } = new("n");

    /// <summary>The size as it is written.</summary>
    public override string ToString() => Name;
}

/// <summary>The shape of a matrix.</summary>
/// <param name="Rows">The number of rows.</param>
/// <param name="Columns">The number of columns.</param>
public readonly record struct Shape(Dimension Rows, Dimension Columns)
{
    /// <summary>The shape of the transposed matrix.</summary>
    public Shape Transposed => new(Columns, Rows);

    /// <summary>Whether there are as many rows as columns.</summary>
    public bool IsSquare => Rows == Columns;

    /// <summary>The shape as it is written: <c>d×n</c>.</summary>
    public override string ToString() => $"{Rows}×{Columns}";
}
