using Memformer.Theory.Typesetting;

namespace Memformer.Cli.Terminal;

/// <summary>Running text for a terminal of 80 columns.</summary>
internal static class Paragraphs
{
    /// <summary>Breaks each line at spaces so that it fits.</summary>
    public static string Wrap(string text) =>
        string.Join('\n', text.Split('\n').SelectMany(line => RunningText.Lines(line)));
}
