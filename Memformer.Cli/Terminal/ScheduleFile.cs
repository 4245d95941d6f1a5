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
        (int Number, string[] Cells)[] rows =
        [
            .. InputText
                .Read(path, "a table of values", MaximalLength)
                .Split('\n')
                .Select((line, i) => (Number: i + 1, Text: line.Trim('\r', ' ', '\uFEFF')))
                .Where(line => line.Text.Length > 0 && line.Text[0] != '#')
                .Select(line => (line.Number, Cells(line.Text))),
        ];
        if (rows.Length < 2)
        {
            throw new InvalidInputException(
                path,
                "expected a line with names of parameters, and below it their values"
            );
        }

        string[] names = rows[0].Cells;
        string? wrong = names.FirstOrDefault(name => name.Length == 0 || !char.IsAsciiLetter(name[0]));
        if (wrong is not null)
        {
            throw new InvalidInputException(path, $"line {rows[0].Number}: '{wrong}' is no name of a parameter");
        }

        return rows.Skip(1).SelectMany((row, position) => Values(path, names, row.Number, row.Cells, position));
    }

    private static IEnumerable<(Symbol Symbol, Rational Value)> Values(
        string path,
        string[] names,
        int line,
        string[] cells,
        int position
    )
    {
        if (cells.Length != names.Length)
        {
            throw new InvalidInputException(path, $"line {line}: found {cells.Length} cells, expected {names.Length}");
        }

        int column = Array.IndexOf(names, Index);
        int index = position;
        if (column >= 0 && !int.TryParse(cells[column], NumberStyles.None, CultureInfo.InvariantCulture, out index))
        {
            throw new InvalidInputException(path, $"line {line}: '{cells[column]}' is no index, expected 0, 1, 2, …");
        }

        for (int i = 0; i < names.Length; i++)
        {
            if (i != column)
            {
                yield return (
                    new Symbol(names[i], index),
                    Rational.TryParse(cells[i], null, out Rational value)
                        ? value
                        : throw new InvalidInputException(
                            path,
                            $"line {line}, column {names[i]}: '{cells[i]}' is not a rational number; allowed are 3, -1/2, 0.25, 1e-3"
                        )
                );
            }
        }
    }

    private static string[] Cells(string line) =>
        [.. line.Split(',', ';', '\t').Select(cell => cell.Trim().Trim('"').Trim())];
}
