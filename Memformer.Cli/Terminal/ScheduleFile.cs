using System.Globalization;
using Memformer.Learn.Files;
using Memformer.Theory;
using Memformer.Theory.Algebra;

namespace Memformer.Cli.Terminal;

/// <summary>
/// A table of values for parameters with an index, such as a cosine schedule: columns have the parameters' names, row k the values
/// of index k, counted from 0 or given by a column <c>k</c>. Lines that start with <c>#</c> are comments.
/// </summary>
internal static class ScheduleFile
{
    private const string Index = "k";
    private const int MaximalLength = 1 << 22;

    /// <summary>Whether an option's value is such a file, and no NAME=VALUE.</summary>
    public static bool IsOne(string setting) =>
        !setting.Contains('=') && Path.GetExtension(setting).Equals(".csv", StringComparison.OrdinalIgnoreCase);

    /// <summary>The values of a file, row by row.</summary>
    /// <exception cref="InvalidInputException">It cannot be read, or a cell is no rational number.</exception>
    public static IEnumerable<(Symbol Symbol, Rational Value)> Read(string path)
    {
        CsvTable table = CsvTable.Parse(
            WithoutComments(InputText.Read(path, "a table of values", MaximalLength)),
            path
        );
        if (table.Rows.Count == 0)
        {
            throw new InvalidInputException(
                path,
                "expected a line with names of parameters, and below it their values"
            );
        }

        return table.Columns.FirstOrDefault(name => !char.IsAsciiLetter(name[0])) is { } wrong
            ? throw new InvalidInputException(path, $"'{wrong}' is no name of a parameter")
            : table.Rows.SelectMany((row, position) => Values(table, row, position));
    }

    /// <summary>Comments become empty lines, so that messages count lines as the file does.</summary>
    private static string WithoutComments(string text) =>
        string.Join('\n', text.Split('\n').Select(line => line.StartsWith('#') ? "" : line));

    private static IEnumerable<(Symbol Symbol, Rational Value)> Values(CsvTable table, CsvRow row, int position)
    {
        int column = Array.IndexOf([.. table.Columns], Index);
        int index = position;
        if (
            column >= 0
            && !int.TryParse(row.Cells[column].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out index)
        )
        {
            throw new InvalidInputException(
                table.File,
                $"line {row.Line}: '{row.Cells[column]}' is no index, expected 0, 1, 2, …"
            );
        }

        for (int i = 0; i < table.Columns.Count; i++)
        {
            if (i != column)
            {
                yield return (
                    new Symbol(table.Columns[i], index),
                    Rational.TryParse(row.Cells[i].Trim(), null, out Rational value)
                        ? value
                        : throw new InvalidInputException(
                            table.File,
                            $"line {row.Line}, column {table.Columns[i]}: '{row.Cells[i]}' is not a rational number; allowed are 3, -1/2, 0.25, 1e-3"
                        )
                );
            }
        }
    }
}
