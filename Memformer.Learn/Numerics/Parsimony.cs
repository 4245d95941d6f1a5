using MathNet.Numerics.Distributions;

namespace Memformer.Learn.Numerics;

/// <summary>One explanation of the same numbers, with what it costs and what it leaves over.</summary>
/// <param name="Squares">The sum of the squared residuals, each in units of its own uncertainty.</param>
/// <param name="Parameters">How many numbers the fit was free to choose.</param>
/// <param name="Observations">How many numbers it explains.</param>
internal readonly record struct Explanation(double Squares, int Parameters, int Observations);

/// <summary>
/// The choice among explanations: the simplest. A richer one takes its place only if there are numbers to
/// test it by and an F-test says that chance would not make it so much closer; so the exact weights of a method with a small
/// momentum are not rounded off to plain gradient steps, and noise is not fitted.
/// </summary>
/// <param name="MuchCloser">By what factor a richer explanation must be closer, whatever the test says.</param>
/// <param name="Known">What is known of the noise beside the residuals themselves.</param>
internal sealed record Parsimony(double MuchCloser = 1, NoiseSample Known = default)
{
    /// <summary>Below this relative size a deviation is rounding, whatever the precision of the file.</summary>
    public const double Rounding = 1e-9;

    /// <summary>Where descents end, and single precision: residuals below this are none.</summary>
    public const double Negligible = 1e-7;

    /// <summary>A dozen tests or so are made per audit; this keeps a false alarm to one audit of several thousand.</summary>
    private const double Significance = 1e-5;

    /// <summary>Noise that is this unlikely to be so large is something else.</summary>
    private const double Misfit = 1e-3;

    /// <summary>Explanations this close in deviation are told apart by their order only.</summary>
    private const double Tie = 1e-3;

    /// <summary>The index of the chosen explanation, in the given order of preference; null if there is none.</summary>
    public int? Choose(IReadOnlyList<Explanation> explanations)
    {
        int[] order = [.. Enumerable.Range(0, explanations.Count).OrderBy(index => explanations[index].Parameters)];
        if (order.Length == 0)
        {
            return null;
        }

        int chosen = order[0];
        foreach (int other in order[1..])
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

    private bool Displaces(Explanation candidate, Explanation chosen)
    {
        if (candidate.Parameters == chosen.Parameters)
        {
            return IsFarther(Math.Sqrt(chosen.Squares), Math.Sqrt(candidate.Squares));
        }

        return chosen.Squares > candidate.Squares && IsSignificant(candidate, chosen);
    }

    private bool IsSignificant(Explanation candidate, Explanation chosen)
    {
        int extra = candidate.Parameters - chosen.Parameters;
        double richer = Math.Max(candidate.Squares, Square(Negligible));
        double plainer = Math.Max(chosen.Squares, Square(Negligible));
        double own = candidate.Observations - candidate.Parameters;
        NoiseSample noise = IsNoise(richer, own) ? Known : default;
        double left = own + noise.Freedom;
        if (left <= 0)
        {
            return false;
        }

        double ratio = (plainer - richer) / extra / ((richer + noise.Squares) / left);
        return plainer > Square(MuchCloser) * richer && 1 - FisherSnedecor.CDF(extra, left, ratio) < Significance;
    }

    /// <summary>
    /// Whether what an explanation leaves over may be the noise that is known. Where it is more, the explanation itself is wrong by
    /// that much, and the noise is no measure of what is closer.
    /// </summary>
    /// <param name="squares">The sum of its squared residuals.</param>
    /// <param name="left">How many numbers it leaves to be tested by.</param>
    public bool IsNoise(double squares, double left)
    {
        if (left <= 0 || Known.Freedom <= 0 || !(Known.Squares > 0))
        {
            return true;
        }

        double unit = Math.Max(Known.Squares / Known.Freedom, Square(Negligible));
        return 1 - FisherSnedecor.CDF(left, Known.Freedom, squares / left / unit) > Misfit;
    }

    private static double Square(double value) => value * value;
}
