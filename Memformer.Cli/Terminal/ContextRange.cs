using System.Globalization;
using Memformer.Theory;

namespace Memformer.Cli.Terminal;

/// <summary>Context lengths on the command line: <c>20</c>, <c>2..40</c>, or <c>2..40:2</c> for every second one.</summary>
internal static class ContextRange
{
    /// <summary>The longest context.</summary>
    public const int Longest = 1_000_000;

    private const int MostLengths = 500;

    /// <summary>The lengths.</summary>
    /// <param name="text">What was typed; null gives none.</param>
    /// <exception cref="UsageException">It is neither a number nor a range, or there are too many.</exception>
    public static IReadOnlyList<int> Parse(string? text)
    {
        if (text is null)
        {
            return [];
        }

        string[] halves = text.Split(':');
        string[] ends = halves[0].Split("..");
        int step = halves.Length == 1 ? 1 : Number(text, halves[1]);
        if (halves.Length > 2 || ends.Length > 2 || (ends.Length == 1 && halves.Length == 2))
        {
            throw Invalid(text);
        }

        (int first, int last) = (Number(text, ends[0]), Number(text, ends[^1]));
        long count = last < first ? 0 : (((long)last - first) / step) + 1;
        return count is >= 1 and <= MostLengths
            ? [.. Enumerable.Range(0, (int)count).Select(index => first + (index * step))]
            : throw new UsageException(
                $"--context {text}: {(count == 0 ? "ends before it begins" : $"{count} lengths, allowed are up to {MostLengths}")}"
            );
    }

    /// <summary>The one length; null where none was typed.</summary>
    /// <exception cref="UsageException">There are several, or it is none.</exception>
    public static int? Single(string? text) =>
        Parse(text) switch
        {
            [] => null,
            [int only] => only,
            _ => throw new UsageException($"--context {text}: several lengths, and this asks for one"),
        };

    private static int Number(string text, string part) =>
        int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        && number is >= 1 and <= Longest
            ? number
            : throw Invalid(text);

    private static UsageException Invalid(string text) =>
        new($"--context {text}: allowed are 1 to {Longest}, or a range of them such as 2..40 or 2..40:2");
}
