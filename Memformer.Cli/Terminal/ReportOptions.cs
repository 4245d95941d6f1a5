using System.CommandLine;
using System.Text;
using Memformer.Cli.Charts;
using Memformer.Cli.Origins;
using Memformer.Learn.Files;
using Memformer.Theory;
using Memformer.Theory.Typesetting;

namespace Memformer.Cli.Terminal;

/// <summary>
/// The options <c>--format</c> and <c>--output</c> of a command that reports something: the format follows the file's
/// extension, and a file appears whole or not at all.
/// </summary>
/// <param name="formats">The formats that the command writes; the first is the one for the terminal.</param>
internal sealed class ReportOptions(params string[] formats)
{
    private static readonly Dictionary<string, string> FormatOfExtension = new(StringComparer.OrdinalIgnoreCase)
    {
        [".txt"] = "text",
        [".tex"] = "latex",
        [".md"] = "markdown",
        [".json"] = "json",
        [".html"] = "html",
        [".htm"] = "html",
        [".svg"] = "svg",
        [".png"] = "png",
        [".csv"] = "csv",
        [".lfom"] = "lfom",
        [".cs"] = "csharp",
        [".py"] = "python",
        [".v"] = "coq",
    };

    /// <summary><c>--format</c>.</summary>
    public Option<string?> Format { get; } =
        new("--format")
        {
            Description = $"What to write; follows the extension of --output [default: {formats[0]}]",
            HelpName = string.Join('|', formats),
        };

    /// <summary><c>--output</c>.</summary>
    public Option<string?> Output { get; } =
        new("--output", "-o")
        {
            Description = "Write to this file instead of the standard output (-)",
            HelpName = "FILE",
        };

    /// <summary>Adds both options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(Format);
        command.Add(Output);
    }

    /// <summary>The format asked for.</summary>
    /// <exception cref="UsageException">The command does not write it, or the extension names none.</exception>
    public string FormatOf(ParseResult parsed)
    {
        string? format = parsed.GetValue(Format);
        string? output = OutputPath.Of(parsed, Output);
        if (format is null && output is not null)
        {
            string extension = Path.GetExtension(output);
            format = FormatOfExtension.GetValueOrDefault(extension);
            if (format is null || !formats.Contains(format))
            {
                string known = string.Join(
                    ", ",
                    FormatOfExtension.Where(e => formats.Contains(e.Value)).Select(e => e.Key)
                );
                throw new UsageException(
                    $"--output {output}: the extension tells no format; use one of {known}, or --format"
                );
            }
        }

        format ??= formats[0];
        return formats.Contains(format)
            ? format
            : throw new UsageException($"--format {format}: allowed are {string.Join(", ", formats)}");
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

    /// <summary>Writes text to the file, or to the command's standard output, with what made it.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="text">The output.</param>
    /// <param name="origin">What made it; null where the command read no network and drew no prompts.</param>
    public void Write(ParseResult parsed, string text, Origin? origin = null) =>
        WriteAlone(parsed, OriginMark.On(text, FormatOf(parsed), origin ?? Origin.Here));

    /// <summary>Writes a report, or its figure, in the format that was asked for, with what made it.</summary>
    public void Write(ParseResult parsed, IDrawnReport report, Origin origin)
    {
        string format = FormatOf(parsed);
        if (format == "png")
        {
            Write(parsed, report.Figure.ToPng());
        }
        else
        {
            Write(parsed, report.As(format), origin);
        }
    }

    /// <summary>Writes text that is the same whoever makes it, such as a list of what there is.</summary>
    public void WriteAlone(ParseResult parsed, string text)
    {
        // What strangers call their methods, columns and files comes through here on its way to a terminal or a page.
        text = Printable.Text(text);
        if (OutputPath.Of(parsed, Output) is null)
        {
            parsed.InvocationConfiguration.Output.Write(text);
        }
        else
        {
            Write(parsed, Encoding.UTF8.GetBytes(text));
        }
    }

    /// <summary>Writes bytes to the file; without one, to the process's standard output unless that is a terminal.</summary>
    /// <exception cref="UsageException">The bytes would go to a terminal.</exception>
    public void Write(ParseResult parsed, byte[] bytes)
    {
        string? path = OutputPath.Of(parsed, Output);
        if (path is null && !Console.IsOutputRedirected)
        {
            throw new UsageException("this format is no text: name a file with --output, or redirect");
        }

        if (path is null)
        {
            using Stream output = Console.OpenStandardOutput();
            output.Write(bytes);
            return;
        }

        OutputPath.MakeFolder(parsed, path);
        AtomicFile.Write(path, stream => stream.Write(bytes));
        parsed.InvocationConfiguration.Error.WriteLine($"written to {Printable.Line(path)}");
    }
}
