using System.Text.RegularExpressions;

namespace Memformer.Learn.Files;

/// <summary>Names of enumeration values as plans and options write them: <c>PerToken</c> is <c>per-token</c>.</summary>
public static partial class KebabCase
{
    /// <summary>The name of a value.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => WordStart().Replace(value.ToString(), "-$0").ToLowerInvariant();

    /// <summary>All names of a type.</summary>
    public static IReadOnlyList<string> Names<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(Of)];

    [GeneratedRegex("(?<=.)[A-Z]")]
    private static partial Regex WordStart();
}
