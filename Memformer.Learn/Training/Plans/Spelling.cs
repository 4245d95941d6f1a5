using Memformer.Theory;

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
        int sections = Nearest.Distance(section, knownSection);
        int names = Nearest.Distance(name, knownName);
        bool isPart = name.Split('-', '_').Contains(knownName);
        return Math.Min(sections, 2) + (isPart ? Math.Min(names, 2) : names);
    }
}
