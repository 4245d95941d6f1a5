using System.Text;

namespace Memformer.Cli.Reports.Auditing;

/// <summary>A table of plain text whose columns are aligned by spaces.</summary>
internal static class PlainTable
{
    /// <summary>The table, one line per row, without colours or frames.</summary>
    public static string Of(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        IReadOnlyList<string>[] all = [header, .. rows];
        int[] widths = [.. header.Select((_, column) => all.Max(row => row[column].Length))];
        StringBuilder text = new();
        foreach (IReadOnlyList<string> row in all)
        {
            text.Append(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd())
                .Append('\n');
        }

        return text.ToString();
    }
}
