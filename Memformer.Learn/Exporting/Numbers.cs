using System.Globalization;
using MathNet.Numerics.LinearAlgebra;

namespace Memformer.Learn.Exporting;

/// <summary>Numbers as source code writes them: the shortest text that reads back as the same double.</summary>
internal static class Numbers
{
    public static string Exact(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    public static string Short(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    public static string Percent(double value) => (100 * value).ToString("0.##", CultureInfo.InvariantCulture) + " %";

    /// <summary>The decimal text of a double, never with an exponent, which the method language does not have.</summary>
    public static string Plain(double value) => ((decimal)value).ToString(CultureInfo.InvariantCulture);

    public static string List(IEnumerable<double> values, char open, char close) =>
        open + string.Join(", ", values.Select(Exact)) + close;

    /// <summary>The rows of a matrix as nested lists, one row a line.</summary>
    public static string Rows(Matrix<double> matrix, char open, char close, string indent) =>
        open + string.Join(",\n" + indent, matrix.EnumerateRows().Select(row => List(row, open, close))) + close;
}
