namespace Memformer.Theory.Methods.Language;

/// <summary>A place in a method's text; lines and columns count from 1.</summary>
/// <param name="Line">The line.</param>
/// <param name="Column">The column.</param>
public readonly record struct SourcePosition(int Line, int Column)
{
    /// <summary>The form <c>line:column</c>.</summary>
    public override string ToString() => $"{Line}:{Column}";
}
