using Memformer.Learn.Checkpoints.Schemas;

namespace Memformer.Cli.Reports;

/// <summary>What each schema expects of a file in which no network was found, beside what is there.</summary>
internal static class SchemaTable
{
    private const int LongestName = 40;
    private const int MostRows = 6;

    /// <summary>Writes the table: one line for each tensor that a schema expects or cannot explain, the first few of each.</summary>
    public static void Write(UnrecognisedSchemaException failure, TextWriter output)
    {
        string[][] lines =
        [
            ["schema", "tensor", "expected", "found", ""],
            .. failure.Rows.GroupBy(row => row.Schema).SelectMany(Lines),
        ];
        int[] widths = [.. Enumerable.Range(0, 4).Select(column => lines.Max(line => line[column].Length))];
        foreach (string[] line in lines)
        {
            IEnumerable<string> cells = line.Select(
                (cell, column) => column < 4 ? cell.PadRight(widths[column]) : cell
            );
            output.WriteLine(string.Join("  ", cells).TrimEnd());
        }
    }

    private static IEnumerable<string[]> Lines(IGrouping<string, SchemaRow> schema)
    {
        // What differs is what the reader looks for.
        foreach (SchemaRow row in schema.OrderBy(row => row.Fits).Take(MostRows))
        {
            yield return
            [
                row.Schema,
                Shorten(row.Tensor),
                row.Expected,
                Shorten(row.Found),
                row.Fits ? "fits" : "differs",
            ];
        }

        int more = schema.Count() - MostRows;
        if (more > 0)
        {
            yield return [schema.Key, $"… and {more} more", "", "", ""];
        }
    }

    /// <summary>Names are a stranger's: no control characters, and not longer than a line.</summary>
    private static string Shorten(string name)
    {
        string shown = string.Concat(name.Select(character => char.IsControl(character) ? '?' : character));
        return shown.Length <= LongestName ? shown : shown[..(LongestName - 1)] + "…";
    }
}
