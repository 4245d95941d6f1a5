using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Memformer.Theory;

/// <summary>
/// Makes a stranger's strings fit to be shown: what a terminal would obey, what would turn the direction of writing, and what no
/// text format may hold becomes U+FFFD.
/// </summary>
public static class Printable
{
    private const int Longest = 60;
    private const char Replacement = '\uFFFD';

    /// <summary>Where JSON is wrong. The exception's own message may repeat any amount of the text.</summary>
    public static string Place(JsonException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return $"not as expected at line {failure.LineNumber + 1}, byte {failure.BytePositionInLine + 1}"
            + (failure.Path is { Length: > 0 } path ? $", {Quote(path)}" : "");
    }

    /// <summary>A short text in quotes, for one line of a message.</summary>
    public static string Quote(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var length = text.Length <= Longest ? text.Length : Longest;
        return $"'{Line(text[..length])}{(text.Length <= Longest ? "" : "…")}'";
    }

    /// <summary>A text of one line, of any length: line ends and tabs are replaced like all control characters.</summary>
    public static string Line(string text) => Shown(text, keepsLayout: false);

    /// <summary>A text of several lines: its line ends and tabs stay.</summary>
    public static string Text(string text) => Shown(text, keepsLayout: true);

    private static string Shown(string text, bool keepsLayout)
    {
        ArgumentNullException.ThrowIfNull(text);
        var first = FirstHidden(text, keepsLayout);
        if (first < 0)
        {
            return text;
        }

        StringBuilder shown = new(text, 0, first, text.Length);
        for (var i = first; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text, i))
            {
                shown.Append(text, i++, 2);
            }
            else
            {
                shown.Append(IsHidden(text[i], keepsLayout) ? Replacement : text[i]);
            }
        }

        return shown.ToString();
    }

    private static int FirstHidden(string text, bool keepsLayout)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (IsHidden(text[i], keepsLayout))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsHidden(char letter, bool keepsLayout)
    {
        if (keepsLayout && (letter is '\n' or '\t'))
        {
            return false;
        }

        return char.GetUnicodeCategory(letter)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.Surrogate;
    }
}
