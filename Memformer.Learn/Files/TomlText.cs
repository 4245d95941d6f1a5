using Memformer.Theory;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Memformer.Learn.Files;

/// <summary>TOML as a tree that knows its lines, or one line that says what is wrong with it.</summary>
internal static class TomlText
{
    /// <summary>The parser quotes what it found, which may be the rest of the file.</summary>
    private const int LongestProblem = 200;

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">What messages call it.</param>
    /// <exception cref="InvalidInputException">It is no TOML; the message has the line.</exception>
    public static DocumentSyntax Read(string text, string file)
    {
        DocumentSyntax document = Parsed(text, file);
        if (!document.HasErrors)
        {
            return document;
        }

        DiagnosticMessage first = document.Diagnostics.First(found => found.Kind == DiagnosticMessageKind.Error);
        throw new InvalidInputException(file, $"line {first.Span.Start.Line + 1}: {Shortened(first.Message)}");
    }

    private static DocumentSyntax Parsed(string text, string file)
    {
        try
        {
            return SyntaxParser.Parse(text, file, validate: true);
        }
        // Nesting beyond what the parser supports, and an escape at the end of the text, are thrown and not reported.
        catch (Exception failure)
            when (failure is Tomlyn.TomlException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            string problem =
                failure is ArgumentOutOfRangeException ? "is no TOML: its last text is not closed"
                : failure.Message.Contains("depth", StringComparison.Ordinal) ? "its lists are nested too deeply"
                : $"is no TOML: {Shortened(failure.Message)}";
            throw new InvalidInputException(file, problem, failure);
        }
    }

    private static string Shortened(string problem) =>
        problem.Length <= LongestProblem ? problem : $"{problem[..LongestProblem]}…";
}
