using Memformer.Learn.Experiments;

namespace Memformer.Cli.Reports.Reproduction;

/// <summary>
/// The range of a figure's vertical axis. Curves far below what is possible on fresh prompts, or far above it, leave the
/// figure, so that the others can be told apart.
/// </summary>
/// <param name="Minimum">The lower bound; null where it follows from the data.</param>
/// <param name="Maximum">The upper bound.</param>
/// <param name="Found">The numbers.</param>
internal sealed record ChartFrame(double? Minimum, double? Maximum, Measurements Found)
{
    /// <summary>What is below the least optimum by more, or above the largest, leaves the figure.</summary>
    private const double Room = 1e3;

    private const double Margin = 1.5;

    /// <summary>The frame of a result.</summary>
    public static ChartFrame Of(ExperimentResult result)
    {
        Measurements found = result.Measurements;
        double[] optima =
        [
            .. from curve in result.Experiment.Curves.OfType<OptimumCurve>()
            from layers in found.Depths
            select found.Loss(curve.Name, layers),
        ];
        (double low, double high) = (optima.Min() / Room, optima.Max() * Room);
        double[] losses = [.. found.Values.Select(value => value.Loss)];
        double[] inside = [.. losses.Where(loss => loss >= low && loss <= high)];
        return new ChartFrame(
            losses.Min() < low ? inside.Min() / Margin : null,
            losses.Max() > high ? inside.Max() * Margin : null,
            found
        );
    }

    /// <summary>For the legend: where a curve is that leaves the figure altogether; else empty.</summary>
    public string Whereabouts(Curve curve)
    {
        double[] losses = [.. Found.Depths.Select(layers => Found.Loss(curve.Name, layers))];
        return losses.All(loss => loss < Minimum) ? " (below)"
            : losses.All(loss => loss > Maximum) ? " (above)"
            : "";
    }
}
