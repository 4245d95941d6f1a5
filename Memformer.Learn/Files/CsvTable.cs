using Memformer.Theory;

namespace Memformer.Learn.Files;

/// <summary>
/// A table read from comma-separated text (RFC 4180): a header with distinct names, then rows with a cell for each
/// name. Cells may be quoted; empty lines are skipped.
/// </summary>
public sealed class CsvTable
{
    /// <summary>The longest text that is read, in bytes.</summary>
    public const int MaximalLength = 256 << 20;

    private CsvTable(string file, IReadOnlyList<string> columns, IReadOnlyList<CsvRow> rows) =>
        (File, Columns, Rows) = (file, columns, rows);

    /// <summary>The file as the user named it.</summary>
    public string File { get; }

    /// <summary>The names in the header, in order.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The rows below the header.</summary>
    public IReadOnlyList<CsvRow> Rows { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidInputException">It cannot be read, or is not such a table.</exception>
    public static CsvTable Read(string path) => Parse(InputText.Read(path, "a CSV file", MaximalLength), path);

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">The name to use in messages.</param>
    /// <exception cref="InvalidInputException">It is not such a table.</exception>
    public static CsvTable Parse(string text, string file)
    {
        ArgumentNullException.ThrowIfNull(text);
        CsvRow[] lines = [.. CsvReader.Rows(text, file)];
        if (lines.Length == 0)
        {
            throw new InvalidInputException(file, "is empty, expected a header and rows");
        }

        string[] columns = [.. lines[0].Cells.Select(name => name.Trim())];
        CheckHeader(columns, file);
        foreach (CsvRow row in lines.Skip(1))
        {
            if (row.Cells.Count != columns.Length)
            {
                throw new InvalidInputException(
                    file,
                    $"line {row.Line}: {row.Cells.Count} cells, the header has {columns.Length}"
                );
            }
        }

        return new CsvTable(file, columns, lines[1..]);
    }

    /// <summary>The place of a column.</summary>
    /// <exception cref="UsageException">There is no column of that name.</exception>
    public int IndexOf(string column)
    {
        int index = Columns.ToList().IndexOf(column);
        return index >= 0
            ? index
            : throw new UsageException($"{File} has no column '{column}'; it has {string.Join(", ", Columns)}");
    }

    private static void CheckHeader(string[] columns, string file)
    {
        int empty = Array.IndexOf(columns, "");
        if (empty >= 0)
        {
            throw new InvalidInputException(file, $"line 1: column {empty + 1} has no name");
        }

        if (columns.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new InvalidInputException(file, $"line 1: two columns are named '{twice.Key}'");
        }
    }
}

/// <summary>A row of a table.</summary>
/// <param name="Line">The line of the file it starts on, from 1.</param>
/// <param name="Cells">The cells as text, quotes removed.</param>
public sealed record CsvRow(int Line, IReadOnlyList<string> Cells);
