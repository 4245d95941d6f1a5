using System.Globalization;
using System.Text;

namespace Memformer.Learn.Checkpoints;

/// <summary>Makes a stranger's strings fit for one line of a message: no control characters, not too long.</summary>
internal static class Printable
{
    private const int Longest = 60;

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
