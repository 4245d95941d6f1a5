using System.Text;

namespace Memformer.Cli.Terminal;

/// <summary>Running text for a terminal of 80 columns.</summary>
internal static class Paragraphs
{
    private const int Width = 80;

    /// <summary>Breaks each line at spaces so that it fits.</summary>
    public static string Wrap(string text) => string.Join('\n', text.Split('\n').Select(WrapLine));

    private static string WrapLine(string line)
    {
        StringBuilder wrapped = new();
        int column = 0;
        foreach (string word in line.Split(' '))
        {
            if (column > 0 && column + 1 + word.Length > Width)
            {
                wrapped.Append('\n');
                column = 0;
            }

            wrapped.Append(column > 0 ? " " : "").Append(word);
            column += word.Length + (column > 0 ? 1 : 0);
        }

        return wrapped.ToString();
    }
}
