using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Memformer.Theory.Typesetting;

/// <summary>JSON as all documents write it: indented, letters of all scripts as they are, lists of strings on one line.</summary>
internal static partial class JsonText
{
    private static readonly JsonWriterOptions Layout = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>What a function writes, with a line break at the end.</summary>
    public static string Of(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Layout))
        {
            write(json);
        }

        var text = Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
        return StringList()
                .Replace(text, list => Break().Replace(list.Value, match => match.Value.Contains(',') ? ", " : ""))
            + "\n";
    }

    /// <summary>A bracket, strings and commas on lines of their own; inside a string every quotation mark is escaped.</summary>
    [GeneratedRegex("""\[\n\s*"(?:[^"\\\n]|\\.)*"(?:,\n\s*"(?:[^"\\\n]|\\.)*")*\n\s*\]""")]
    private static partial Regex StringList();

    [GeneratedRegex(@",?\n\s*")]
    private static partial Regex Break();
}
