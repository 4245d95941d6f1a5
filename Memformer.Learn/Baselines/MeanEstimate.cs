using System.Globalization;

namespace Memformer.Learn.Baselines;

/// <summary>A mean over prompts with its standard error.</summary>
/// <param name="Mean">The estimate.</param>
/// <param name="StandardError">Its standard error.</param>
public readonly record struct MeanEstimate(double Mean, double StandardError)
{
    // Below this the digits are written as a power of ten.
    private const double SmallestWritten = 1e-7;

    /// <summary>The plain mean.</summary>
    public static MeanEstimate Of(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        double mean = values.Average();
        double squares = values.Sum(value => (value - mean) * (value - mean));
        return new MeanEstimate(mean, StandardErrorOf(squares, values.Count));
    }

    /// <summary>
    /// The mean with a control variate: another number of the same prompts whose mean is known exactly. What its sample
    /// mean is off by, the values are off by, in proportion to their covariance.
    /// </summary>
    /// <param name="values">One number per prompt.</param>
    /// <param name="controls">The control's number for the same prompts.</param>
    /// <param name="controlMean">The control's exact mean.</param>
    public static MeanEstimate Controlled(
        IReadOnlyList<double> values,
        IReadOnlyList<double> controls,
        double controlMean
    )
    {
        MeanEstimate plain = Of(values);
        ArgumentNullException.ThrowIfNull(controls);
        double average = controls.Average();
        double variance = controls.Sum(control => (control - average) * (control - average));
        double covariance = values.Zip(controls, (value, control) => (value - plain.Mean) * (control - average)).Sum();
        if (variance == 0)
        {
            return plain;
        }

        double slope = covariance / variance;
        double left = values.Sum(value => (value - plain.Mean) * (value - plain.Mean)) - (slope * covariance);
        return new MeanEstimate(plain.Mean - (slope * (average - controlMean)), StandardErrorOf(left, values.Count));
    }

    /// <summary>How many times the other mean is as large, with the error that both errors give it (independent).</summary>
    public MeanEstimate RatioTo(MeanEstimate other)
    {
        double ratio = Mean / other.Mean;
        double relative = Math.Sqrt(Square(StandardError / Mean) + Square(other.StandardError / other.Mean));
        return new MeanEstimate(ratio, ratio * relative);
    }

    /// <summary>The mean to the digit that its standard error leaves, <c>2.94 ± 0.03</c>; the error to one digit.</summary>
    public override string ToString()
    {
        double error = StandardError;
        if (!(error > 0) || !double.IsFinite(error) || error >= 10 || error < SmallestWritten)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{Mean:G4} ± {error:G1}");
        }

        int places = Math.Max(0, -(int)Math.Floor(Math.Log10(error)));
        string format = $"F{places}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Mean.ToString(format, CultureInfo.InvariantCulture)} ± {error.ToString(format, CultureInfo.InvariantCulture)}"
        );
    }

    private static double StandardErrorOf(double squares, int count) =>
        count > 1 ? Math.Sqrt(Math.Max(squares, 0) / (count - 1) / count) : double.PositiveInfinity;

    private static double Square(double value) => value * value;
}
