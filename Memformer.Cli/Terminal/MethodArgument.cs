using System.CommandLine;
using Memformer.Learn.Files;
using Memformer.Theory;
using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;
using Memformer.Theory.Methods.Language;
using Symbol = Memformer.Theory.Algebra.Symbol;

namespace Memformer.Cli.Terminal;

/// <summary>
/// The argument METHOD — a name of the catalogue, a method file, or a CSV or JSON file with a table of coefficients — and
/// the option <c>--set</c>.
/// </summary>
internal static class MethodArgument
{
    private const string StandardInput = "-";

    private static readonly string[] Extensions = [".lfom", ".csv", ".json"];

    /// <summary>
    /// The method of that name or in that file; what has an extension, or is in a folder, is a file, and <c>-</c> is a text in
    /// the method language on the standard input.
    /// </summary>
    /// <exception cref="UsageException">There is no method of that name.</exception>
    /// <exception cref="InvalidInputException">The file is not there, cannot be read or defines no method.</exception>
    public static LinearMethod Find(string nameOrFile) =>
        nameOrFile == StandardInput ? Read(StandardInput)
        : Path.HasExtension(nameOrFile) || nameOrFile.Contains('/') ? ReadFile(nameOrFile)
        : Named(nameOrFile);

    private static LinearMethod ReadFile(string path) =>
        FileStatus.Of(path).Kind == FileKind.Absent && SimilarFile.Hint(path, Extensions) is { } hint
            ? throw new InvalidInputException(path, $"no such file; {hint}")
            : Read(path);

    private static LinearMethod Read(string path) =>
        LinearMethod.Read(InputText.Read(path, "a method file", MethodAnalysis.MaximalLength), path);

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

    /// <summary>The option <c>--set NAME=VALUE</c>, which can be repeated.</summary>
    public static Option<string[]> Values() =>
        new("--set")
        {
            Description =
                "Give a parameter a value, for instance --set eta=1/10 or --set eta[3]=0.5, or a schedule from the columns of a table; repeatable",
            HelpName = "NAME=VALUE|FILE.csv",
            DefaultValueFactory = _ => [],
        };

    /// <summary>The values that were set.</summary>
    /// <exception cref="UsageException">One is not of the form NAME=VALUE with a rational value, or is set twice.</exception>
    /// <exception cref="InvalidInputException">A table of values cannot be read.</exception>
    public static IReadOnlyDictionary<Symbol, Rational> Parse(IEnumerable<string> settings)
    {
        Dictionary<Symbol, Rational> values = [];
        foreach (string setting in settings)
        {
            if (ScheduleFile.IsOne(setting))
            {
                foreach ((Symbol scheduled, Rational number) in ScheduleFile.Read(setting))
                {
                    if (!values.TryAdd(scheduled, number))
                    {
                        throw new UsageException($"--set {setting}: {scheduled} is set twice");
                    }
                }

                continue;
            }

            string[] parts = setting.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts.Length < 2 || !TryReadSymbol(parts[0], out Symbol symbol))
            {
                throw new UsageException($"--set {setting}: expected NAME=VALUE, for instance eta=1/10 or eta[3]=0.5");
            }

            if (!Rational.TryParse(parts[1], null, out Rational value))
            {
                throw new UsageException(
                    $"--set {setting}: '{parts[1]}' is not a rational number; allowed are 3, -1/2, 0.25, 1e-3"
                );
            }

            if (!values.TryAdd(symbol, value))
            {
                throw new UsageException($"--set {setting}: {symbol} is set twice");
            }
        }

        return values;
    }

    private static bool TryReadSymbol(string text, out Symbol symbol)
    {
        int bracket = text.IndexOf('[');
        symbol = new Symbol(text);
        if (bracket < 0)
        {
            return text.Length > 0;
        }

        string[] indices = text[(bracket + 1)..].TrimEnd(']').Split(',', StringSplitOptions.TrimEntries);
        bool isRead = bracket > 0 && text.EndsWith(']') && int.TryParse(indices[^1], out _);
        symbol = isRead
            ? new Symbol(string.Join('_', indices.SkipLast(1).Prepend(text[..bracket])), int.Parse(indices[^1]))
            : symbol;
        return isRead && indices.Length <= 2;
    }
}
