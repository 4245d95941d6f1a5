using Memformer.Learn.Problems;

namespace Memformer.Learn.Behaviour.Samples;

/// <summary>A number with its standard error.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="StandardError">Its standard deviation over resampled contexts.</param>
public sealed record Estimate(double Value, double StandardError);

/// <summary>
/// Resampling of whole contexts, with replacement: questions of one context share their covariates, so only contexts are
/// independent. The same number of contexts gives the same resamples, so that two estimates can be compared in pairs.
/// </summary>
/// <remarks>Source: Efron, Bootstrap methods: another look at the jackknife, 1979.</remarks>
public sealed class Bootstrap
{
    /// <summary>How many resamples.</summary>
    public const int Resamples = 400;

    private readonly int[][] _counts;

    /// <summary>Draws the resamples.</summary>
    /// <param name="contexts">How many contexts there are, at least 2.</param>
    public Bootstrap(int contexts)
    {
        RandomSource random = new(20240, (ulong)contexts);
        _counts = new int[Resamples][];
        for (int i = 0; i < Resamples; i++)
        {
            int[] counts = new int[contexts];
            for (int draw = 0; draw < contexts; draw++)
            {
                counts[Math.Min((int)(random.NextUniform() * contexts), contexts - 1)]++;
            }

            _counts[i] = counts;
        }
    }

    /// <summary>How often each context occurs in each resample.</summary>
    public IReadOnlyList<int[]> Counts => _counts;

    /// <summary>Σ numerators / Σ denominators over contexts.</summary>
    /// <param name="numerators">One for each context.</param>
    /// <param name="denominators">One for each context, their sum above 0.</param>
    public Estimate Ratio(double[] numerators, double[] denominators)
    {
        ArgumentNullException.ThrowIfNull(numerators);
        ArgumentNullException.ThrowIfNull(denominators);
        double[] ratios = [.. _counts.Select(counts => Weighted(counts, numerators) / Weighted(counts, denominators))];
        return new Estimate(numerators.Sum() / denominators.Sum(), Deviation(ratios));
    }

    /// <summary>
    /// Whether Σ numerators / Σ denominators is above a bound in every resample. Errors of methods have heavy tails, which a
    /// standard error would take for doubt even where every context says the same.
    /// </summary>
    public bool IsAlwaysAbove(double bound, double[] numerators, double[] denominators) =>
        _counts.All(counts => Weighted(counts, numerators) > bound * Weighted(counts, denominators));

    /// <summary>The standard deviation of the finite ones among resampled values.</summary>
    public static double Deviation(IReadOnlyList<double> values)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        if (finite.Length < 2)
        {
            return double.NaN;
        }

        double mean = finite.Average();
        return Math.Sqrt(finite.Sum(value => (value - mean) * (value - mean)) / (finite.Length - 1));
    }

    private static double Weighted(int[] counts, double[] values)
    {
        double sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            sum += counts[i] * values[i];
        }

        return sum;
    }
}
