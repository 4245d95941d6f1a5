using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Memformer.Learn.Files;

/// <summary>Makes a stranger's strings fit for one line of a message: no control characters, not too long.</summary>
internal static class Printable
{
    private const int Longest = 60;

    /// <summary>Where JSON is wrong. The exception's own message may repeat any amount of the text.</summary>
    public static string Place(JsonException failure) =>
        $"not as expected at line {failure.LineNumber + 1}, byte {failure.BytePositionInLine + 1}"
        + (failure.Path is { Length: > 0 } path ? $", {Quote(path)}" : "");

    public static string Quote(string text)
    {
        var shown = new StringBuilder("'");
        foreach (var character in text.Length <= Longest ? text : text[..Longest])
        {
            var hidden = char.IsControl(character) || char.GetUnicodeCategory(character) is UnicodeCategory.Format;
            shown.Append(hidden || char.IsSurrogate(character) ? '\uFFFD' : character);
        }
        return shown.Append(text.Length <= Longest ? "'" : "…'").ToString();
    }
}
