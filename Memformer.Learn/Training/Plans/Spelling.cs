namespace Memformer.Learn.Training.Plans;

/// <summary>How far apart two spellings are.</summary>
internal static class Spelling
{
    /// <summary>
    /// How far the key that somebody wrote is from a known one. A known name that is a part of the other, as <c>rate</c> is of
    /// <c>learning-rate</c>, is as near as one with two wrong letters.
    /// </summary>
    public static int Distance(string knownSection, string knownName, string section, string name)
    {
        int sections = Distance(knownSection, section);
        int names = Distance(knownName, name);
        bool isPart = name.Split('-', '_').Contains(knownName);
        return Math.Min(sections, 2) + (isPart ? Math.Min(names, 2) : names);
    }

    /// <summary>Levenshtein's distance: the least number of letters to insert, delete or replace.</summary>
    private static int Distance(string left, string right)
    {
        int[] previous = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int[] current = new int[right.Length + 1];
            current[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int replaced = previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(previous[j], current[j - 1]) + 1);
            }

            previous = current;
        }

        return previous[^1];
    }
}
