using System.Globalization;
using Memformer.Learn.Files;
using Memformer.Theory;

namespace Memformer.Learn.Tables;

/// <summary>A table as a regression problem: covariates and an answer for each row, where it is known.</summary>
/// <param name="Features">The names of the covariates.</param>
/// <param name="Target">The name of the answer.</param>
/// <param name="Rows">The rows, in the table's order.</param>
public sealed record RegressionTable(IReadOnlyList<string> Features, string Target, IReadOnlyList<RegressionRow> Rows)
{
    /// <summary>The lines of rows that were left out, as not all of their covariates are known.</summary>
    public IReadOnlyList<int> LeftOut { get; init; } = [];

    /// <summary>Reads the numbers of a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="target">The column of the answers; a cell may be empty, <c>nan</c> or <c>NA</c>. Rows with such a covariate are
    /// left out.</param>
    /// <param name="features">The columns of the covariates; null takes every other column that holds numbers only.</param>
    /// <exception cref="UsageException">A column does not exist, or there is none to learn from.</exception>
    /// <exception cref="InvalidInputException">A cell is not a number.</exception>
    public static RegressionTable Of(CsvTable table, string target, IReadOnlyList<string>? features = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        int answer = table.IndexOf(target);
        IReadOnlyList<string> chosen =
            features ?? [.. table.Columns.Where((name, column) => column != answer && IsNumeric(table, column))];
        if (chosen.Count == 0)
        {
            throw new InvalidInputException(table.File, $"has no column of numbers beside '{target}'");
        }

        if (chosen.Contains(target))
        {
            throw new UsageException($"column '{target}' cannot be the target and a feature");
        }

        int[] columns = [.. chosen.Select(table.IndexOf)];
        bool IsWhole(CsvRow row) => !columns.Any(column => IsUnknown(row.Cells[column]));
        return new RegressionTable(
            chosen,
            target,
            [
                .. table
                    .Rows.Where(IsWhole)
                    .Select(row => new RegressionRow(
                        row.Line,
                        [.. columns.Select(column => Number(table, row, column))],
                        IsUnknown(row.Cells[answer]) ? null : Number(table, row, answer)
                    )),
            ]
        )
        {
            LeftOut = [.. table.Rows.Where(row => !IsWhole(row)).Select(row => row.Line)],
        };
    }

    /// <summary>What tables hold where a number is not known: nothing, or the words of NumPy, pandas and R.</summary>
    private static bool IsUnknown(string cell) =>
        cell.Trim() is "" or "NA" || cell.Trim().Equals("nan", StringComparison.OrdinalIgnoreCase);

    /// <summary>A column of words is left out; one number in it makes the others errors, so that a typo is not lost.</summary>
    private static bool IsNumeric(CsvTable table, int column) =>
        table.Rows.Any(row => TryNumber(row.Cells[column], out _));

    private static double Number(CsvTable table, CsvRow row, int column) =>
        TryNumber(row.Cells[column], out double value)
            ? value
            : throw new InvalidInputException(
                table.File,
                $"line {row.Line}, column '{table.Columns[column]}': '{row.Cells[column]}' is not a finite number"
            );

    private static bool TryNumber(string cell, out double value) =>
        double.TryParse(cell.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out value)
        && double.IsFinite(value);
}

/// <summary>A row of a regression problem.</summary>
/// <param name="Line">Its line in the file, from 1.</param>
/// <param name="Covariates">The covariates, in the order of the features.</param>
/// <param name="Answer">The answer; null where it is not known.</param>
public sealed record RegressionRow(int Line, IReadOnlyList<double> Covariates, double? Answer);
