using System.CommandLine;
using System.Text;
using Memformer.Learn.Checkpoints;
using Memformer.Theory;
using Memformer.Theory.Rendering;

namespace Memformer.Cli.Terminal;

/// <summary>
/// The options <c>--format</c> and <c>--output</c>, and where a command's answer goes: to standard output, or to a file
/// that is written whole or not at all. Without <c>--format</c> the extension of the file decides.
/// </summary>
internal sealed class TextOutput
{
    private static readonly IReadOnlyDictionary<string, string> Extensions = new Dictionary<string, string>
    {
        [".tex"] = "latex",
        [".md"] = "markdown",
        [".json"] = "json",
        [".html"] = "html",
        [".htm"] = "html",
        [".txt"] = "text",
        [".svg"] = "svg",
        [".png"] = "png",
        [".csv"] = "csv",
    };

    private readonly IReadOnlyList<string> _formats;

    /// <summary>Creates the options.</summary>
    /// <param name="formats">What the command can write; the first is the default.</param>
    public TextOutput(params string[] formats)
    {
        _formats = formats;
        Format = new Option<string?>("--format")
        {
            Description = $"{string.Join(", ", formats)} (default: by the extension of --output, else {formats[0]})",
            HelpName = string.Join('|', formats),
        };
        Output = new Option<string?>("--output", "-o")
        {
            Description = "Write to this file instead of standard output",
            HelpName = "FILE",
        };
    }

    /// <summary><c>--format</c>.</summary>
    public Option<string?> Format { get; }

    /// <summary><c>--output</c>.</summary>
    public Option<string?> Output { get; }

    /// <summary>The format that was asked for.</summary>
    /// <exception cref="UsageException">The command does not write it, or the extension does not tell.</exception>
    public string FormatOf(ParseResult parsed)
    {
        if (parsed.GetValue(Format) is { } format)
        {
            return _formats.Contains(format)
                ? format
                : throw new UsageException($"--format {format}: allowed are {string.Join(", ", _formats)}");
        }

        if (parsed.GetValue(Output) is not { } file)
        {
            return _formats[0];
        }

        var found = Extensions.GetValueOrDefault(Path.GetExtension(file).ToLowerInvariant());
        return found is not null && _formats.Contains(found)
            ? found
            : throw new UsageException(
                $"--output {file}: the extension does not tell the format; add --format with one of {string.Join(", ", _formats)}"
            );
    }

    /// <summary>A document in one of the formats text, latex, markdown and html.</summary>
    public static string Render(Document document, string format) =>
        format switch
        {
            "latex" => LatexDocument.Of(document),
            "markdown" => MarkdownDocument.Of(document),
            "html" => HtmlDocument.Of(document),
            _ => TextDocument.Of(document),
        };

    /// <summary>Writes the answer.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(ParseResult parsed, string text)
    {
        if (parsed.GetValue(Output) is not { } file)
        {
            parsed.InvocationConfiguration.Output.Write(text);
            return;
        }

        AtomicFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        parsed.InvocationConfiguration.Error.WriteLine($"written to {file}");
    }
}
