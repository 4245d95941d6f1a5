namespace Memformer.Theory.Algebra;

/// <summary>An operation on two matrices whose shapes do not allow it.</summary>
public sealed class ShapeException : AlgebraException
{
    internal ShapeException(string operation, Shape left, Shape right)
        : base($"{operation}: the shapes {left} and {right} do not fit")
    {
        Left = left;
        Right = right;
    }

    /// <summary>The shape of the left operand.</summary>
    public Shape Left { get; }

    /// <summary>The shape of the right operand.</summary>
    public Shape Right { get; }
}
