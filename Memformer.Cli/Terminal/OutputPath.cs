using System.CommandLine;
using System.CommandLine.Parsing;
using Memformer.Learn.Files;
using Memformer.Theory;

namespace Memformer.Cli.Terminal;

/// <summary>A file that a command is asked to write: it may be the standard output, and is never one that the command reads.</summary>
internal static class OutputPath
{
    private static readonly string[] StandardOutputs = ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"];

    /// <summary>What a run's folder holds besides reports.</summary>
    private static readonly string[] Records = [".safetensors", ".pth", ".pt", ".npz", ".toml", ".jsonl"];

    /// <summary>The file that an option names; null for the standard output.</summary>
    /// <exception cref="UsageException">The file is another one of the command line, which it would replace.</exception>
    public static string? Of(ParseResult parsed, Option<string?> option)
    {
        string? path = parsed.GetValue(option);
        if (path is null || StandardOutputs.Contains(path))
        {
            return null;
        }

        if (path.Length == 0)
        {
            throw new UsageException($"{option.Name}: is empty, expected the name of a file");
        }

        foreach (SymbolResult part in parsed.CommandResult.Children)
        {
            bool isOutput = part is OptionResult found && found.Option == option;
            if (!isOutput && part.Tokens.FirstOrDefault(token => Holds(token.Value, path)) is { } input)
            {
                throw new UsageException(
                    $"{option.Name} {path}: would replace {input.Value}, a file of this command; name another one"
                );
            }
        }

        return path;
    }

    /// <summary>Makes the folder of a file that is about to be written, and says so: a slip in a path makes folders too.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static void MakeFolder(ParseResult parsed, string path)
    {
        string? folder = Path.GetDirectoryName(path);
        if (string.IsNullOrEmpty(folder) || Directory.Exists(folder))
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path}: the folder {folder} cannot be made: {failure.Message}", failure);
        }

        parsed.InvocationConfiguration.Error.WriteLine($"made the folder {Printable.Line(folder)}");
    }

    /// <summary>Whether an input is that file, or the run folder of which it is a record.</summary>
    private static bool Holds(string input, string path) =>
        FileStatus.AreSame(input, path)
        || (
            Records.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)
            && File.Exists(path)
            && Directory.Exists(input)
            && Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder
            && (folder + "/").StartsWith(Path.GetFullPath(input).TrimEnd('/') + "/", StringComparison.Ordinal)
        );
}
