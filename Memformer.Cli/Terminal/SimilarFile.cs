using Memformer.Theory;

namespace Memformer.Cli.Terminal;

/// <summary>A file that somebody may have meant who named one that is not there.</summary>
internal static class SimilarFile
{
    /// <summary>Folders of data may hold millions of files, and this is for a message.</summary>
    private const int MostFiles = 10_000;

    /// <summary>
    /// Says which file of the same folder has the name but for its extension, or a similar one; null where there is none.
    /// </summary>
    /// <param name="path">The path that leads to no file; its extension may be missing.</param>
    /// <param name="extensions">Those that the file may have, in lower case.</param>
    public static string? Hint(string path, IReadOnlyList<string> extensions)
    {
        string folder = Path.GetDirectoryName(path) ?? "";
        List<string> names = Names(folder.Length == 0 ? "." : folder, extensions);
        string name = Path.GetFileName(path);
        string? similar =
            WithStem(names, name)
            ?? WithStem(names, Path.GetFileNameWithoutExtension(name))
            ?? Nearest.To(name, names).FirstOrDefault();
        return similar is null ? null : $"{Path.Combine(folder, similar)} is {(folder.Length == 0 ? "here" : "there")}";
    }

    /// <summary>The file that has this name but for its extension.</summary>
    public static string? WithStem(IEnumerable<string> names, string stem) =>
        names.FirstOrDefault(name =>
            Path.GetFileNameWithoutExtension(name).Equals(stem, StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>The names of the files of a folder with these extensions, in order.</summary>
    public static List<string> Names(string folder, IReadOnlyList<string> extensions)
    {
        EnumerationOptions readable = new() { IgnoreInaccessible = true };
        return Directory.Exists(folder)
            ?
            [
                .. Directory
                    .EnumerateFiles(folder, "*", readable)
                    .Take(MostFiles)
                    .Select(file => Path.GetFileName(file))
                    .Where(name => extensions.Contains(Path.GetExtension(name).ToLowerInvariant()))
                    .Order(StringComparer.Ordinal),
            ]
            : [];
    }
}
