using MathNet.Numerics.LinearAlgebra;
using Memformer.Theory;

namespace Memformer.Learn.Tables;

/// <summary>
/// The affine map that gives the covariates and the answers of the context rows mean 0 and mean square 1. Networks are
/// trained on such prompts; the answers are mapped back.
/// </summary>
public sealed class Standardisation
{
    private readonly double[] _means;
    private readonly double[] _scales;
    private readonly double _answerMean;
    private readonly double _answerScale;

    private Standardisation(double[] means, double[] scales, double answerMean, double answerScale) =>
        (_means, _scales, _answerMean, _answerScale) = (means, scales, answerMean, answerScale);

    /// <summary>The map of the given rows, all with answers.</summary>
    /// <param name="features">The names of the covariates.</param>
    /// <param name="context">The rows, at least one.</param>
    /// <exception cref="UsageException">A covariate is the same in all rows.</exception>
    public static Standardisation Of(IReadOnlyList<string> features, IReadOnlyList<RegressionRow> context)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(context);
        (double Mean, double Scale)[] moments =
        [
            .. features.Select((_, i) => Moments([.. context.Select(row => row.Covariates[i])])),
        ];
        for (int i = 0; i < moments.Length; i++)
        {
            if (moments[i].Scale == 0)
            {
                throw new UsageException(
                    $"column '{features[i]}' is {moments[i].Mean:R} in all {context.Count} context rows; leave it out of the features"
                );
            }
        }

        (double mean, double scale) = Moments([.. context.Select(row => row.Answer ?? 0)]);
        return new Standardisation(
            [.. moments.Select(moment => moment.Mean)],
            [.. moments.Select(moment => moment.Scale)],
            mean,
            scale > 0 ? scale : 1
        );
    }

    /// <summary>The covariates of a row, standardised and padded with zeros to d numbers.</summary>
    /// <param name="row">The row.</param>
    /// <param name="dimension">d, at least the number of covariates.</param>
    public Vector<double> Covariates(RegressionRow row, int dimension)
    {
        ArgumentNullException.ThrowIfNull(row);
        double[] padded = new double[dimension];
        for (int i = 0; i < _means.Length; i++)
        {
            padded[i] = (row.Covariates[i] - _means[i]) / _scales[i];
        }

        return Vector<double>.Build.Dense(padded);
    }

    /// <summary>An answer, standardised.</summary>
    public double Answer(double answer) => (answer - _answerMean) / _answerScale;

    /// <summary>A standardised answer in the table's own units.</summary>
    public double Restore(double standardised) => _answerMean + (_answerScale * standardised);

    private static (double Mean, double Scale) Moments(double[] values)
    {
        double mean = values.Average();
        return (mean, Math.Sqrt(values.Average(value => (value - mean) * (value - mean))));
    }
}
