using static Memformer.Learn.Experiments.Measurements;

namespace Memformer.Learn.Experiments.Figures;

/// <summary>Claims that several figures share, decided from the numbers and put in words.</summary>
internal static class Judgement
{
    private const double Alike = 1.1;
    private const double HeavyTail = 3;

    /// <summary>That a curve is below others at every depth.</summary>
    /// <param name="found">The numbers.</param>
    /// <param name="curve">The curve.</param>
    /// <param name="rivals">The others, one or two.</param>
    /// <param name="rest">What is to be said besides.</param>
    public static Finding Beats(Measurements found, string curve, IReadOnlyList<string> rivals, string rest)
    {
        int deepest = found.Depths[^1];
        int[] wins = [.. found.Depths.Where(layers => rivals.All(rival => found.Ratio(curve, rival, layers) < 1))];
        string compared = string.Join(
            " and ",
            rivals.Select(rival => $"{found.Compare(curve, rival, deepest)} for {rival}")
        );
        return new Finding(
            wins.Length == found.Depths.Count,
            $"It beats {(rivals.Count == 1 ? rivals[0] : "both")} at {InWords(wins)}: at L = {deepest} it loses {compared}. {rest}"
        );
    }

    /// <summary>That a curve loses at most 10 % more than another at every depth.</summary>
    /// <param name="found">The numbers.</param>
    /// <param name="curve">The curve.</param>
    /// <param name="other">The other.</param>
    /// <param name="rest">What is to be said besides.</param>
    /// <param name="subject">What the sentence begins with.</param>
    public static Finding IsLike(Measurements found, string curve, string other, string rest, string subject = "It")
    {
        int deepest = found.Depths[^1];
        IReadOnlyList<int> near = found.DepthsWithin(curve, other, Alike);
        return new Finding(
            near.Count == found.Depths.Count,
            $"{subject} loses at most 10 % more than {other} at {InWords(near)}: at L = {deepest} it loses "
                + $"{found.Compare(curve, other, deepest)}. {rest}"
        );
    }

    /// <summary>What the median says about the mean, at the deepest L.</summary>
    public static string Tail(Measurements found, string mean, string median)
    {
        int deepest = found.Depths[^1];
        return $"Its median at L = {deepest} is {Number(found.Loss(median, deepest))}"
            + (found.Ratio(mean, median, deepest) > HeavyTail ? ": rare prompts carry the mean." : ".");
    }
}
