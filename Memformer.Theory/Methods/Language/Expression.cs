namespace Memformer.Theory.Methods.Language;

/// <summary>An expression of the method language, as it was written: parentheses are kept.</summary>
/// <param name="Position">Where it starts; for a binary expression, where its operator stands.</param>
public abstract record Expression(SourcePosition Position);

/// <summary>A number as it was written: <c>3</c>, <c>0.25</c>.</summary>
/// <param name="Digits">The digits, with at most one point, and an exponent if there is one.</param>
/// <param name="Position">Where it starts.</param>
public sealed record NumberExpression(string Digits, SourcePosition Position) : Expression(Position);

/// <summary>A name: a parameter, a definition without index, the step's index <c>k</c>, or a variable of a sum.</summary>
/// <param name="Name">The name.</param>
/// <param name="Position">Where it starts.</param>
public sealed record NameExpression(string Name, SourcePosition Position) : Expression(Position);

/// <summary>A name with indices: <c>w[k-1]</c>, <c>eta[k]</c>, <c>h[k, j]</c>.</summary>
/// <param name="Name">The name.</param>
/// <param name="Indices">One or two indices.</param>
/// <param name="Position">Where it starts.</param>
public sealed record IndexedExpression(string Name, IReadOnlyList<Expression> Indices, SourcePosition Position)
    : Expression(Position);

/// <summary>The gradient at a point: <c>grad(w[k])</c>.</summary>
/// <param name="Point">The point.</param>
/// <param name="Position">Where it starts.</param>
public sealed record GradientExpression(Expression Point, SourcePosition Position) : Expression(Position);

/// <summary>A square root: <c>sqrt(kappa)</c>.</summary>
/// <param name="Radicand">What the root is taken of.</param>
/// <param name="Position">Where it starts.</param>
public sealed record RootExpression(Expression Radicand, SourcePosition Position) : Expression(Position);

/// <summary>A transposed matrix: <c>transpose(A)</c>.</summary>
/// <param name="Matrix">The matrix.</param>
/// <param name="Position">Where it starts.</param>
public sealed record TransposeExpression(Expression Matrix, SourcePosition Position) : Expression(Position);

/// <summary>A sum over an index: <c>sum(grad(w[j]) for j = 0..k)</c>; empty when the range is.</summary>
/// <param name="Term">The term.</param>
/// <param name="Variable">The index's name.</param>
/// <param name="First">The first index.</param>
/// <param name="Last">The last index, included.</param>
/// <param name="Position">Where it starts.</param>
public sealed record SumExpression(
    Expression Term,
    string Variable,
    Expression First,
    Expression Last,
    SourcePosition Position
) : Expression(Position);

/// <summary>A negated expression: <c>-x</c>.</summary>
/// <param name="Operand">What is negated.</param>
/// <param name="Position">Where it starts.</param>
public sealed record NegationExpression(Expression Operand, SourcePosition Position) : Expression(Position);

/// <summary>Two expressions and the operator between them.</summary>
/// <param name="Operator">The operator.</param>
/// <param name="Left">The left operand.</param>
/// <param name="Right">The right operand.</param>
/// <param name="Position">Where the operator stands.</param>
public sealed record BinaryExpression(
    BinaryOperator Operator,
    Expression Left,
    Expression Right,
    SourcePosition Position
) : Expression(Position);

/// <summary>An expression in parentheses.</summary>
/// <param name="Inner">The expression.</param>
/// <param name="Position">Where the parenthesis opens.</param>
public sealed record GroupExpression(Expression Inner, SourcePosition Position) : Expression(Position);

/// <summary>The operators between two expressions.</summary>
public enum BinaryOperator
{
    /// <summary><c>a + b</c></summary>
    Add,

    /// <summary><c>a - b</c></summary>
    Subtract,

    /// <summary><c>a * b</c></summary>
    Multiply,

    /// <summary><c>a / b</c></summary>
    Divide,

    /// <summary><c>a mod b</c>, of integers, never negative</summary>
    Modulo,

    /// <summary><c>a^b</c>, b an integer</summary>
    Power,
}
