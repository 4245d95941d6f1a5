namespace Memformer.Theory.Methods.Language;

/// <summary>A method's text with its name, for messages that point into it.</summary>
/// <param name="FileName">The name of the file, as the user gave it.</param>
/// <param name="Text">The text.</param>
internal sealed record SourceText(string FileName, string Text)
{
    private const int Shown = 100;

    /// <summary>The place after the last character.</summary>
    internal SourcePosition End
    {
        get
        {
            var lines = Text.TrimEnd().Split('\n');
            return new SourcePosition(lines.Length, lines[^1].TrimEnd().Length + 1);
        }
    }

    /// <summary>Where a piece of the text begins.</summary>
    internal SourcePosition PlaceOf(string piece)
    {
        var before = Text[..Math.Max(Text.IndexOf(piece, StringComparison.Ordinal), 0)].Split('\n');
        return new SourcePosition(before.Length, before[^1].Length + 1);
    }

    /// <summary>An error that points at a place of the text.</summary>
    /// <param name="place">The place.</param>
    /// <param name="problem">What is wrong there.</param>
    /// <param name="expected">What could have stood there instead.</param>
    internal MethodSyntaxException Error(SourcePosition place, string problem, params string[] expected)
    {
        var lines = Text.Split('\n', place.Line + 1);
        var line = place.Line <= lines.Length ? lines[place.Line - 1].TrimEnd('\r') : "";
        var start = Math.Max(0, place.Column - 1 - Shown / 2);
        var part = start < line.Length ? line.Substring(start, Math.Min(Shown, line.Length - start)) : "";
        var visible = string.Concat(part.Select(character => char.IsControl(character) ? ' ' : character));
        var caret = $"{visible}\n{new string(' ', place.Column - 1 - start)}^";
        return new MethodSyntaxException(FileName, place, problem, expected, caret);
    }
}
