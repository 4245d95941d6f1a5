using Memformer.Learn.Sweeps;

namespace Memformer.Cli.Reports.Sweeps;

/// <summary>The runs of a sweep that differ in their seeds alone.</summary>
/// <param name="Values">Their values on the other axes.</param>
/// <param name="Rows">The runs.</param>
internal sealed record SweepGroup(IReadOnlyList<string> Values, IReadOnlyList<SweepRow> Rows)
{
    private const string Seed = "seed";

    /// <summary>How many runs are done.</summary>
    public int Done => Rows.Count(row => row.State == SweepState.Done);

    /// <summary>The losses of the runs that are done.</summary>
    public SeedStatistic? Loss => SeedStatistic.Of(Rows.Select(row => row.Evaluation?.Loss));

    /// <summary>Their losses over the exact optimum; null where that is not known.</summary>
    public SeedStatistic? Ratio => SeedStatistic.Of(Rows.Select(row => row.Ratio));

    /// <summary>The places of the axes other than the seed.</summary>
    public static IReadOnlyList<int> AxesOf(SweepPlan plan) =>
        [.. Enumerable.Range(0, plan.Axes.Count).Where(axis => plan.Axes[axis].Name != Seed)];

    /// <summary>All groups, in the sweep's order.</summary>
    public static IReadOnlyList<SweepGroup> Of(SweepPlan plan, IReadOnlyList<SweepRow> rows)
    {
        IReadOnlyList<int> axes = AxesOf(plan);
        return
        [
            .. rows.GroupBy(row => string.Join('\n', axes.Select(axis => row.Run.Values[axis])))
                .Select(group => new SweepGroup([.. axes.Select(axis => group.First().Run.Values[axis])], [.. group])),
        ];
    }
}

/// <summary>A positive quantity over seeds: losses differ by factors, so means are geometric.</summary>
/// <param name="Mean">The geometric mean.</param>
/// <param name="Spread">The standard deviation of the logarithm; 0 for one seed.</param>
/// <param name="Largest">The largest.</param>
/// <param name="Count">How many seeds.</param>
internal sealed record SeedStatistic(double Mean, double Spread, double Largest, int Count)
{
    /// <summary>The statistic of the values that are known; null where none is.</summary>
    public static SeedStatistic? Of(IEnumerable<double?> values)
    {
        double[] known = [.. values.OfType<double>().Where(value => value > 0 && double.IsFinite(value))];
        if (known.Length == 0)
        {
            return null;
        }

        double mean = known.Average(Math.Log);
        double variance =
            known.Length == 1 ? 0 : known.Sum(value => Math.Pow(Math.Log(value) - mean, 2)) / (known.Length - 1);
        return new SeedStatistic(Math.Exp(mean), Math.Sqrt(variance), known.Max(), known.Length);
    }

    /// <summary>One standard deviation of the logarithm below the mean.</summary>
    public double Low => Mean * Math.Exp(-Spread);

    /// <summary>One standard deviation of the logarithm above the mean.</summary>
    public double High => Mean * Math.Exp(Spread);
}
