using System.Net;
using System.Text;
using System.Text.Json;
using Memformer.Theory.Typesetting;

namespace Memformer.Cli.Origins;

/// <summary>Writes what made an output into it, in the way of each format.</summary>
internal static class OriginMark
{
    /// <summary>The column and the JSON key.</summary>
    private const string Key = "memformer";

    /// <summary>The output with its origin.</summary>
    /// <param name="text">The whole output.</param>
    /// <param name="format">Its format, a name of <c>--format</c>; those that have no place for it are left alone.</param>
    /// <param name="origin">What made it.</param>
    public static string On(string text, string format, Origin origin) =>
        format switch
        {
            "text" => $"{text.TrimEnd('\n')}\n\n{string.Join('\n', RunningText.Lines(origin.Sentence))}\n",
            "json" => OnJson(text, origin),
            "csv" => OnCsv(text, origin.Sentence),
            "markdown" => $"{text.TrimEnd('\n')}\n\n---\n\n{MarkdownDocument.Fragment([Paragraph(origin)])}",
            "latex" => OnLatex(text, origin),
            "html" => OnHtml(text, origin),
            "svg" => OnSvg(text, origin.Sentence),
            "lfom" or "python" => $"# Made by {origin.Sentence}\n{text}",
            "csharp" => $"// Made by {origin.Sentence}\n{text}",
            "coq" => $"(* Made by {Coq(origin.Sentence)} *)\n{text}",
            _ => text,
        };

    /// <summary>An object gets a last property; an array has no place for it.</summary>
    private static string OnJson(string text, Origin origin)
    {
        string body = text.TrimEnd();
        if (!body.EndsWith('}'))
        {
            return text;
        }

        string rest = body[..^1].TrimEnd();
        string separator = rest.EndsWith('{') ? "" : ",";
        bool isIndented = body.Contains('\n', StringComparison.Ordinal);
        string value = Json(origin, isIndented);
        string ending = text[body.Length..];
        return isIndented
            ? $"{rest}{separator}\n  \"{Key}\": {value.Replace("\n", "\n  ", StringComparison.Ordinal)}\n}}{ending}"
            : $"{rest}{separator}\"{Key}\":{value}}}{ending}";
    }

    private static string Json(Origin origin, bool isIndented)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = isIndented, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("version", origin.Version);
            json.WriteString("commit", origin.Commit);
            json.WriteString("command", origin.Command);
            json.WriteStartArray("inputs");
            foreach (InputHash input in origin.Inputs)
            {
                json.WriteStartObject();
                json.WriteString("path", input.Path);
                json.WriteString("sha256", input.Sha256);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (origin.Prompts is int prompts)
            {
                json.WriteNumber("prompts", prompts);
            }

            if (origin.Seed is ulong seed)
            {
                json.WriteNumber("seed", seed);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>A last column: comments are no part of CSV, and readers stumble over them.</summary>
    private static string OnCsv(string text, string sentence)
    {
        string cell = $",\"{sentence.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        StringBuilder marked = new();
        bool isQuoted = false;
        bool isHeader = true;
        foreach (char letter in text)
        {
            isQuoted ^= letter == '"';
            if (letter == '\n' && !isQuoted)
            {
                marked.Append(isHeader ? $",{Key}" : cell);
                isHeader = false;
            }

            marked.Append(letter);
        }

        return marked.ToString();
    }

    private static string OnLatex(string text, Origin origin)
    {
        const string end = @"\end{document}";
        string paragraph = LatexDocument.Fragment([Paragraph(origin)]).TrimEnd();
        return text.Contains(end, StringComparison.Ordinal)
            ? text.Replace(
                end,
                $"\\bigskip\n{{\\footnotesize\\raggedright\n{paragraph}\\par}}\n\n{end}",
                StringComparison.Ordinal
            )
            : $"% Made by {origin.Sentence}\n{text}";
    }

    private static string OnHtml(string text, Origin origin)
    {
        int at = text.LastIndexOf("</body>", StringComparison.Ordinal);
        return at < 0
            ? text
            : text.Insert(at, $"<footer>{HtmlDocument.Fragment([Paragraph(origin)]).TrimEnd()}</footer>\n");
    }

    private static string OnSvg(string text, string sentence)
    {
        int at = text.LastIndexOf("</svg>", StringComparison.Ordinal);
        return at < 0 ? text : text.Insert(at, $"<desc>Made by {WebUtility.HtmlEncode(sentence)}</desc>");
    }

    private static Block.Paragraph Paragraph(Origin origin) => new("Made by " + origin.Prose);

    /// <summary>Coq reads strings and comments inside comments.</summary>
    private static string Coq(string sentence) =>
        sentence
            .Replace('"', '\'')
            .Replace("(*", "( *", StringComparison.Ordinal)
            .Replace("*)", "* )", StringComparison.Ordinal);
}
