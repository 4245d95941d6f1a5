using Memformer.Theory.Algebra;

namespace Memformer.Theory.Methods.Iterates;

/// <summary>What a parameter is.</summary>
public enum ParameterKind
{
    /// <summary>A number.</summary>
    Scalar,

    /// <summary>A d×d matrix.</summary>
    Matrix,

    /// <summary>A symmetric d×d matrix.</summary>
    SymmetricMatrix,

    /// <summary>A diagonal d×d matrix; diagonal matrices commute.</summary>
    DiagonalMatrix,

    /// <summary>An integer that may stand in an index; it always has a value.</summary>
    Integer,
}

/// <summary>A parameter of a method.</summary>
/// <param name="Name">Its name, as in the method's text.</param>
/// <param name="IndexCount">How many indices it has: 0 for <c>eta</c>, 1 for <c>eta[k]</c>, 2 for <c>h[k, j]</c>.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Typical">A value that makes sense in practice, for an integer its value; none is null.</param>
public sealed record MethodParameter(string Name, int IndexCount, ParameterKind Kind, Rational? Typical)
{
    /// <summary>The number that the method's text gives it, unless another one is set; none is null, and it stays a symbol.</summary>
    public Rational? Given { get; init; }

    /// <summary>Whether a negative number would make another kind of method of it, as of a weight of decay.</summary>
    public bool IsNonnegative { get; init; }

    /// <summary>Whether the parameter is one number or matrix per step.</summary>
    public bool IsIndexed => IndexCount > 0;

    /// <summary>Whether the parameter is a matrix of any kind.</summary>
    public bool IsMatrix =>
        Kind is ParameterKind.Matrix or ParameterKind.SymmetricMatrix or ParameterKind.DiagonalMatrix;

    /// <summary>The matrix that a matrix parameter's symbol stands for; diagonal ones commute.</summary>
    /// <param name="symbol">The parameter's name with its index.</param>
    public Letter LetterOf(Symbol symbol)
    {
        var isDiagonal = Kind == ParameterKind.DiagonalMatrix;
        var isSymmetric = isDiagonal || Kind == ParameterKind.SymmetricMatrix;
        return new(
            symbol.Name,
            symbol.Index,
            new(Dimension.D, Dimension.D),
            isSymmetric,
            isDiagonal ? "diagonal" : null
        );
    }

    /// <summary>The name with its indices: <c>eta[k]</c>.</summary>
    public override string ToString() =>
        IndexCount switch
        {
            0 => Name,
            1 => $"{Name}[k]",
            _ => $"{Name}[k, j]",
        };
}
