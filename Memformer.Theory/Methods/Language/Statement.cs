namespace Memformer.Theory.Methods.Language;

/// <summary>One statement of a method's text.</summary>
/// <param name="Position">Where it starts.</param>
public abstract record Statement(SourcePosition Position);

/// <summary>The header: <c>method heavy-ball "Polyak's heavy ball"</c>.</summary>
/// <param name="Name">The method's name: words joined by hyphens.</param>
/// <param name="Title">The title; empty when there is none.</param>
/// <param name="Position">Where it starts.</param>
public sealed record HeaderStatement(string Name, string Title, SourcePosition Position) : Statement(Position);

/// <summary>The parameters: <c>parameters eta[k] ~ 1/10, A: symmetric, m: integer = 5</c>.</summary>
/// <param name="Declarations">At least one declaration.</param>
/// <param name="Position">Where it starts.</param>
public sealed record ParametersStatement(IReadOnlyList<ParameterDeclaration> Declarations, SourcePosition Position)
    : Statement(Position);

/// <summary>One declared parameter.</summary>
/// <param name="Name">The name.</param>
/// <param name="Indices">The names of its indices: none, one, or two.</param>
/// <param name="Kind">What it is, as it was written; empty for a scalar.</param>
/// <param name="IsNonnegative">Whether <c>&gt;= 0</c> follows.</param>
/// <param name="Value">A typical value (<c>~</c>), or an integer's value (<c>=</c>), as it was written; empty when
/// there is none.</param>
/// <param name="Position">Where it starts.</param>
public sealed record ParameterDeclaration(
    string Name,
    IReadOnlyList<string> Indices,
    string Kind,
    bool IsNonnegative,
    string Value,
    SourcePosition Position
);

/// <summary>A letter with its exact relation: <c>algebraic s^2 = kappa</c>.</summary>
/// <param name="Letter">The letter, with or without an index.</param>
/// <param name="Square">What its square is.</param>
/// <param name="Position">Where it starts.</param>
public sealed record AlgebraicStatement(Expression Letter, Expression Square, SourcePosition Position)
    : Statement(Position);

/// <summary>An equation: <c>w[k+1] = w[k] - eta * grad(w[k])</c>, perhaps with a condition on k.</summary>
/// <param name="Left">The name that is defined, with or without an index.</param>
/// <param name="Right">What it is.</param>
/// <param name="Condition">When it holds; none when it always does.</param>
/// <param name="Position">Where it starts.</param>
public sealed record EquationStatement(Expression Left, Expression Right, Condition? Condition, SourcePosition Position)
    : Statement(Position);

/// <summary>The method's own answer after k steps: <c>output z[k]</c>.</summary>
/// <param name="Value">The answer.</param>
/// <param name="Position">Where it starts.</param>
public sealed record OutputStatement(Expression Value, SourcePosition Position) : Statement(Position);

/// <summary>A comparison of two integers that depend on k: <c>k mod 5 = 4</c>.</summary>
/// <param name="Left">The left side.</param>
/// <param name="Relation">One of <c>=</c>, <c>!=</c>, <c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c>, <c>&gt;=</c>.</param>
/// <param name="Right">The right side.</param>
public sealed record Condition(Expression Left, string Relation, Expression Right);

/// <summary>One line of a method's text: a statement, a comment, both, or neither.</summary>
/// <param name="Statement">The statement, if any.</param>
/// <param name="Comment">The comment without its <c>#</c>, if any.</param>
public sealed record TextLine(Statement? Statement, string? Comment);

/// <summary>The syntax tree of a method's text.</summary>
/// <param name="Lines">Its lines, in order; a statement broken over several is one.</param>
public sealed record MethodText(IReadOnlyList<TextLine> Lines)
{
    /// <summary>The statements, in order.</summary>
    public IEnumerable<Statement> Statements => Lines.Select(line => line.Statement).OfType<Statement>();

    /// <summary>The text in canonical layout; parsing it gives this tree again, positions aside.</summary>
    public override string ToString() => MethodPrinter.Print(this);
}
