using System.Globalization;
using Memformer.Learn.Numerics;

namespace Memformer.Learn.Experiments;

/// <summary>One number of a figure.</summary>
/// <param name="Curve">The curve's name.</param>
/// <param name="Layers">L.</param>
/// <param name="Seed">The network's seed; null for what is not trained.</param>
/// <param name="Loss">The loss.</param>
/// <param name="StandardError">Its standard error over prompts; null for what is exact.</param>
public sealed record Measurement(string Curve, int Layers, ulong? Seed, double Loss, double? StandardError);

/// <summary>All numbers of a figure.</summary>
/// <param name="Values">The numbers.</param>
public sealed record Measurements(IReadOnlyList<Measurement> Values)
{
    /// <summary>Losses below are those of problems that were solved.</summary>
    private const double Rounding = 1e-20;

    /// <summary>The depths that were measured, ascending.</summary>
    public IReadOnlyList<int> Depths => [.. Values.Select(value => value.Layers).Distinct().Order()];

    /// <summary>The losses of a curve at a depth, one for each seed.</summary>
    public IReadOnlyList<double> Losses(string curve, int layers) =>
        [.. Values.Where(value => value.Curve == curve && value.Layers == layers).Select(value => value.Loss)];

    /// <summary>The geometric mean over seeds: the paper averages log losses.</summary>
    public double Loss(string curve, int layers) => Math.Exp(Losses(curve, layers).Average(Math.Log));

    /// <summary>The geometric mean, times and divided by one geometric standard deviation over seeds.</summary>
    public (double Low, double High) Spread(string curve, int layers)
    {
        double[] logs = [.. Losses(curve, layers).Select(loss => Math.Log(loss))];
        double mean = logs.Average();
        double deviation = Math.Sqrt(logs.Sum(log => (log - mean) * (log - mean)) / Math.Max(1, logs.Length - 1));
        return (Math.Exp(mean - deviation), Math.Exp(mean + deviation));
    }

    /// <summary>How many times larger the loss of one curve is than that of another, at a depth.</summary>
    public double Ratio(string curve, string other, int layers) => Loss(curve, layers) / Loss(other, layers);

    /// <summary>The depths at which one curve's loss is at most so many times another's.</summary>
    public IReadOnlyList<int> DepthsWithin(string curve, string other, double factor) =>
        [.. Depths.Where(layers => Ratio(curve, other, layers) <= factor)];

    /// <summary>A comparison at a depth in words, such as <c>0.0587 against 0.201 (3.42 times less)</c>.</summary>
    public string Compare(string curve, string other, int layers)
    {
        double ratio = Ratio(curve, other, layers);
        string size =
            Math.Abs(ratio - 1) < 0.005 ? "the same"
            : Math.Min(Loss(curve, layers), Loss(other, layers)) < Rounding ? "nothing but rounding"
            : $"{Number(Math.Max(ratio, 1 / ratio))} times {(ratio > 1 ? "more" : "less")}";
        return $"{Number(Loss(curve, layers))} against {Number(Loss(other, layers))} ({size})";
    }

    /// <summary>How far a curve is above an optimum at a depth in words, such as <c>1.4 % above the exact optimum</c>.</summary>
    public string Above(string curve, string optimum, int layers)
    {
        double excess = Ratio(curve, optimum, layers) - 1;
        return Math.Abs(excess) < 0.0005 ? $"at the {optimum}"
            : excess < 1
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"{100 * Math.Abs(excess):0.0} % {(excess > 0 ? "above" : "below")} the {optimum}"
                )
            : $"at {Number(excess + 1)} times the {optimum}";
    }

    /// <summary>A loss or factor, such as <c>0.0587</c> or <c>9.6·10⁷</c>.</summary>
    /// <param name="value">The number.</param>
    /// <param name="precision">How many digits.</param>
    public static string Number(double value, int precision = 3) => NumberText.Of(value, precision);

    /// <summary>Depths in words, such as <c>L = 1, 2</c> or <c>no depth</c>.</summary>
    public static string InWords(IReadOnlyList<int> depths)
    {
        ArgumentNullException.ThrowIfNull(depths);
        return depths.Count == 0 ? "no depth" : $"L = {string.Join(", ", depths)}";
    }
}
