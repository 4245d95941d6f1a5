using System.Globalization;
using Memformer.Learn.Numerics;

namespace Memformer.Cli.Terminal;

/// <summary>How far a loss is above the optimum, for people: a share of it, or a factor where a share would be absurd.</summary>
internal static class OptimumDistance
{
    /// <summary>From here on a factor says more: eleven times the optimum.</summary>
    private const double LargestShare = 10;

    /// <summary>Such as "3.14 %", or "5.5·10¹⁸ times".</summary>
    /// <param name="share">The distance as a share of the optimum.</param>
    /// <param name="percent">The format of a percentage.</param>
    public static string Text(double share, string percent) =>
        share <= LargestShare
            ? (100 * share).ToString(percent, CultureInfo.InvariantCulture) + " %"
            : $"{NumberText.Of(1 + share, 3)} times";
}
