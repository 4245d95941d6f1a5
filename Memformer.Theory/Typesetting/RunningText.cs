namespace Memformer.Theory.Typesetting;

/// <summary>Running text in lines for a terminal.</summary>
public static class RunningText
{
    /// <summary>The columns of a terminal.</summary>
    public const int Width = 80;

    /// <summary>
    /// The text in lines that are no longer than the width where its words allow it. A number and its percent sign stay
    /// together.
    /// </summary>
    /// <param name="text">One paragraph.</param>
    /// <param name="width">The longest line.</param>
    public static IReadOnlyList<string> Lines(string text, int width = Width)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<string> lines = [];
        var line = "";
        foreach (var word in Words(text))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                lines.Add(line);
                line = word;
            }
            else
            {
                line += (line.Length > 0 ? " " : "") + word;
            }
        }

        lines.Add(line);
        return lines;
    }

    /// <summary>What lines are broken between.</summary>
    internal static IReadOnlyList<string> Words(string text)
    {
        List<string> words = [];
        foreach (var word in text.Split(' '))
        {
            if (words.Count > 0 && word.StartsWith('%'))
            {
                words[^1] += $" {word}";
            }
            else
            {
                words.Add(word);
            }
        }

        return words;
    }
}
