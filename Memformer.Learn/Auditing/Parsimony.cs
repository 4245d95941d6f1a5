using MathNet.Numerics.Distributions;

namespace Memformer.Learn.Auditing;

/// <summary>One explanation of the same numbers, with what it costs and what it leaves over.</summary>
/// <param name="Deviation">‖numbers − fit‖ / ‖numbers‖.</param>
/// <param name="Parameters">How many numbers the fit was free to choose.</param>
/// <param name="Observations">How many numbers it explains.</param>
internal readonly record struct Explanation(double Deviation, int Parameters, int Observations)
{
    /// <summary>Whether the fit had as many parameters as numbers, so that its small deviation tests nothing.</summary>
    public bool IsSaturated => Parameters >= Observations;
}

/// <summary>
/// The choice among explanations: the simplest within tolerance. A richer one that is itself tested by the numbers
/// takes its place only if an F-test says that chance would not make it so much closer; so the exact weights of a
/// method with a small momentum are not rounded off to plain gradient steps, and noise is not fitted.
/// </summary>
internal static class Parsimony
{
    /// <summary>Below this relative size a deviation is rounding, whatever the precision of the file.</summary>
    public const double Rounding = 1e-9;

    /// <summary>A few dozen tests are made per audit; this keeps a false alarm in one audit of ten thousand or fewer.</summary>
    private const double Significance = 1e-6;

    /// <summary>
    /// The F-test takes all numbers to be equally uncertain. Weights are uncertain in proportion, so that a richer
    /// explanation which spends its parameters on the large ones looks better than it is; it must do so by this factor.
    /// </summary>
    private const double MuchCloser = 100;

    /// <summary>Explanations this close in deviation are told apart by their order only.</summary>
    private const double Tie = 1e-3;

    /// <summary>The index of the chosen explanation, in the given order of preference; null if none is within tolerance.</summary>
    public static int? Choose(IReadOnlyList<Explanation> explanations, double tolerance)
    {
        int[] admitted =
        [
            .. Enumerable
                .Range(0, explanations.Count)
                .Where(index => explanations[index].Deviation <= tolerance)
                .OrderBy(index => explanations[index].Parameters),
        ];
        if (admitted.Length == 0)
        {
            return null;
        }

        int chosen = admitted[0];
        foreach (int other in admitted[1..])
        {
            if (Displaces(explanations[other], explanations[chosen]))
            {
                chosen = other;
            }
        }

        return chosen;
    }

    /// <summary>Whether a deviation is larger than another by more than rounding and the end of a descent explain.</summary>
    public static bool IsFarther(double deviation, double than) => deviation > (than * (1 + Tie)) + Rounding;

    private static bool Displaces(Explanation candidate, Explanation chosen)
    {
        if (candidate.Parameters == chosen.Parameters)
        {
            return IsFarther(chosen.Deviation, candidate.Deviation);
        }

        return !candidate.IsSaturated && chosen.Deviation > candidate.Deviation && IsSignificant(candidate, chosen);
    }

    private static bool IsSignificant(Explanation candidate, Explanation chosen)
    {
        int extra = candidate.Parameters - chosen.Parameters;
        int left = candidate.Observations - candidate.Parameters;
        double richer = Square(Math.Max(candidate.Deviation, Rounding));
        double plainer = Square(Math.Max(chosen.Deviation, Rounding));
        double ratio = (plainer - richer) / extra / (richer / left);
        return plainer > Square(MuchCloser) * richer && 1 - FisherSnedecor.CDF(extra, left, ratio) < Significance;
    }

    private static double Square(double value) => value * value;
}
