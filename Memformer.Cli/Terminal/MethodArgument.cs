using Memformer.Learn.Files;
using Memformer.Theory;
using Memformer.Theory.Methods;
using Memformer.Theory.Methods.Language;

namespace Memformer.Cli.Terminal;

/// <summary>The argument METHOD: a name of the catalogue, a method file, or a CSV or JSON file with a table of coefficients.</summary>
internal static class MethodArgument
{
    private const string StandardInput = "-";

    private static readonly string[] Extensions = [".lfom", ".csv", ".json"];

    /// <summary>
    /// The method of that name or in that file; what has an extension, or is in a folder, is a file, and <c>-</c> is a text or a
    /// table on the standard input.
    /// </summary>
    /// <exception cref="UsageException">There is no method of that name.</exception>
    /// <exception cref="InvalidInputException">The file is not there, cannot be read or defines no method.</exception>
    public static LinearMethod Find(string nameOrFile) =>
        nameOrFile == StandardInput ? ReadStandardInput()
        : Path.HasExtension(nameOrFile) || nameOrFile.Contains('/') ? ReadFile(nameOrFile)
        : Named(nameOrFile);

    private static LinearMethod ReadFile(string path) =>
        FileStatus.Of(path).Kind == FileKind.Absent && SimilarFile.Hint(path, Extensions) is { } hint
            ? throw new InvalidInputException(path, $"no such file; {hint}")
            : Read(path);

    private static LinearMethod Read(string path) => LinearMethod.Read(TextOf(path), path);

    /// <summary>What comes without a name tells by itself what it is: brackets are JSON, and a method has equations.</summary>
    private static LinearMethod ReadStandardInput()
    {
        string text = TextOf(StandardInput);
        string[] lines = [.. text.Split('\n').Where(line => !line.TrimStart().StartsWith('#'))];
        string extension =
            lines.FirstOrDefault(line => line.Trim().Length > 0)?.TrimStart() is ['[' or '{', ..] ? ".json"
            : lines.Any(line => line.Contains('=') || line.StartsWith("method", StringComparison.Ordinal)) ? ".lfom"
            : ".csv";
        return LinearMethod.Read(text, StandardInput, extension);
    }

    private static string TextOf(string path) => InputText.Read(path, "a method file", MethodAnalysis.MaximalLength);

    private static LinearMethod Named(string name)
    {
        try
        {
            return Catalogue.Find(name);
        }
        catch (UnknownMethodException) when (SimilarFile.WithStem(SimilarFile.Names(".", Extensions), name) is { } file)
        {
            throw new UsageException($"unknown method '{name}'; {file} is here");
        }
    }
}
