namespace Memformer.Theory;

/// <summary>Names that a misspelt one may stand for.</summary>
public static class Nearest
{
    private const int Limit = 3;

    /// <summary>The known names within a third of the name's length in edits, or of which it is a part; best first.</summary>
    public static IEnumerable<string> To(string name, IReadOnlyList<string> known) =>
        known
            .Select(candidate => (candidate, Distance: Distance(name, candidate)))
            .Where(pair =>
                pair.Distance <= Math.Max(1, Math.Max(name.Length, pair.candidate.Length) / 3)
                || (name.Length > 2 && pair.candidate.Contains(name, StringComparison.OrdinalIgnoreCase))
            )
            .OrderBy(pair => pair.Distance)
            .ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .Take(Limit)
            .Select(pair => pair.candidate);

    /// <summary>The three known names that are least far from a name, however far; best first.</summary>
    public static IEnumerable<string> Ranked(string name, IEnumerable<string> known) =>
        known
            .OrderBy(candidate => Distance(name, candidate))
            .ThenBy(candidate => candidate, StringComparer.Ordinal)
            .Take(Limit);

    /// <summary>
    /// The number of insertions, deletions and replacements between two names, capitals or not, after Levenshtein; the
    /// length of the first where it is much longer than the second.
    /// </summary>
    public static int Distance(string from, string to)
    {
        // Longer names cannot be near any name we know, and the work is quadratic.
        if (from.Length > 4 * to.Length + 8)
        {
            return from.Length;
        }

        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        foreach (var letter in from)
        {
            var diagonal = row[0]++;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (char.ToLowerInvariant(letter) == char.ToLowerInvariant(to[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
