using System.Globalization;
using System.Text.RegularExpressions;
using Memformer.Theory.Methods;

namespace Memformer.Learn.Auditing.Methods;

/// <summary>
/// Whose name counts where coefficients do not tell methods apart: at a given depth several are one and the same, and the one
/// that was published first gave it its name.
/// </summary>
internal static partial class Precedence
{
    /// <summary>The catalogue: methods without a matrix of their own first, then by year, then by name; undated ones last.</summary>
    public static IReadOnlyList<LinearMethod> Methods { get; } =
    [
        .. Catalogue
            .All.OrderBy(method => method.Parameters.Count(parameter => parameter.IsMatrix))
            .ThenBy(method => YearOf(method) ?? int.MaxValue)
            .ThenBy(method => method.Name, StringComparer.Ordinal),
    ];

    /// <summary>The earliest year that a method's source names, arXiv numbers among them; null for one without a date.</summary>
    public static int? YearOf(LinearMethod method)
    {
        int[] years =
        [
            .. Year().Matches(method.Source).Select(found => Number(found.Value)),
            .. Preprint().Matches(method.Source).Select(found => 2000 + Number(found.Groups[1].Value)),
        ];
        return years.Length > 0 ? years.Min() : null;
    }

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<![\d.:])(1[89]|20)\d\d(?![\d.]*\d)")]
    private static partial Regex Year();

    [GeneratedRegex(@"arXiv:(\d\d)\d\d\.")]
    private static partial Regex Preprint();
}
