namespace Memformer.Theory.Methods.Language;

/// <summary>A method's text that cannot be read, or that is no linear first-order method.</summary>
public sealed class MethodSyntaxException : InvalidInputException
{
    internal MethodSyntaxException(
        string file,
        SourcePosition place,
        string problem,
        IReadOnlyList<string> expected,
        string excerpt
    )
        : base(file, $"line {place.Line}, column {place.Column}: {problem}{Listed(expected)}")
    {
        Line = place.Line;
        Column = place.Column;
        Expected = expected;
        Excerpt = excerpt;
    }

    /// <summary>The line, counted from 1.</summary>
    public int Line { get; }

    /// <summary>The column, counted from 1.</summary>
    public int Column { get; }

    /// <summary>What could have stood at that place; empty where the text is well-formed and its meaning is wrong.</summary>
    public IReadOnlyList<string> Expected { get; }

    /// <summary>Two lines to show under the message: the line of the text, and a caret under the place.</summary>
    public string Excerpt { get; }

    private static string Listed(IReadOnlyList<string> expected)
    {
        var distinct = expected.Distinct().ToList();
        return distinct.Count switch
        {
            0 => "",
            1 => $"; expected {distinct[0]}",
            _ => $"; expected {string.Join(", ", distinct.SkipLast(1))} or {distinct[^1]}",
        };
    }
}
