using System.Globalization;
using Memformer.Learn.Numerics;

namespace Memformer.Learn.Estimates;

/// <summary>A mean over prompts with its standard error.</summary>
/// <param name="Mean">The estimate.</param>
/// <param name="StandardError">Its standard error.</param>
public readonly record struct MeanEstimate(double Mean, double StandardError)
{
    // An error below this is written as a power of ten.
    private const double SmallestWritten = 1e-7;

    // And from this on, when no digit is worth its zeros.
    private const double LargestWritten = 1e5;

    // What differs by less from a control whose mean is known is rounding, and no error of sampling.
    private const double Rounding = 1e-9;

    private const int Folds = 10;

    /// <summary>The plain mean.</summary>
    public static MeanEstimate Of(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        double mean = values.Average();
        double squares = values.Sum(value => (value - mean) * (value - mean));
        int count = values.Count;
        double error = count > 1 ? Math.Sqrt(squares / (count - 1) / count) : double.PositiveInfinity;
        return new MeanEstimate(mean, error);
    }

    /// <summary>
    /// The mean with a control variate: another number of the same prompts whose mean is known exactly. What its sample
    /// mean is off by, the values are off by, in proportion to their covariance.
    /// </summary>
    /// <remarks>
    /// The proportion used on a prompt is fitted to prompts of other folds. Fitted to all, it would follow the one prompt
    /// that rules the mean of a heavy tail, and the standard error would not know that prompt.
    /// </remarks>
    /// <param name="values">One number per prompt.</param>
    /// <param name="controls">The control's number for the same prompts.</param>
    /// <param name="controlMean">The control's exact mean.</param>
    public static MeanEstimate Controlled(
        IReadOnlyList<double> values,
        IReadOnlyList<double> controls,
        double controlMean
    )
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(controls);
        double[] slopes = [.. Enumerable.Range(0, Folds).Select(fold => SlopeWithout(fold, values, controls))];
        return Of([
            .. values.Select((value, prompt) => value - (slopes[prompt % Folds] * (controls[prompt] - controlMean))),
        ]);
    }

    /// <summary>How many times the other mean is as large, with the error that both errors give it (independent).</summary>
    public MeanEstimate RatioTo(MeanEstimate other)
    {
        double ratio = Mean / other.Mean;
        double relative = Math.Sqrt(Square(StandardError / Mean) + Square(other.StandardError / other.Mean));
        return new MeanEstimate(ratio, ratio * relative);
    }

    /// <summary>The mean to the digit that its standard error leaves, <c>2.94 ± 0.03</c>; without an error where that is rounding.</summary>
    public override string ToString()
    {
        double error = StandardError;
        if (error < Rounding * Math.Abs(Mean))
        {
            return NumberText.Of(Mean, 4);
        }

        if (error is >= 10 and < LargestWritten)
        {
            double unit = Math.Pow(10, Math.Floor(Math.Log10(error)));
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{unit * Math.Round(Mean / unit):F0} ± {unit * Math.Round(error / unit):F0}"
            );
        }

        if (!(error > 0) || !double.IsFinite(error) || error >= LargestWritten || error < SmallestWritten)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{NumberText.Of(Mean, 4)} ± {NumberText.Of(error, 1)}");
        }

        int places = Math.Max(0, -(int)Math.Floor(Math.Log10(error)));
        string format = $"F{places}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Mean.ToString(format, CultureInfo.InvariantCulture)} ± {error.ToString(format, CultureInfo.InvariantCulture)}"
        );
    }

    /// <summary>The regression of values on controls over the prompts of all folds but one; 0 where the controls are all equal.</summary>
    private static double SlopeWithout(int fold, IReadOnlyList<double> values, IReadOnlyList<double> controls)
    {
        int[] prompts = [.. Enumerable.Range(0, values.Count).Where(prompt => prompt % Folds != fold)];
        if (prompts.Length == 0)
        {
            return 0;
        }

        double mean = prompts.Average(prompt => values[prompt]);
        double center = prompts.Average(prompt => controls[prompt]);
        double variance = prompts.Sum(prompt => Square(controls[prompt] - center));
        double covariance = prompts.Sum(prompt => (values[prompt] - mean) * (controls[prompt] - center));
        return variance > 0 ? covariance / variance : 0;
    }

    private static double Square(double value) => value * value;
}
