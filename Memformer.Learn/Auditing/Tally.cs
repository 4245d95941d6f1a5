namespace Memformer.Learn.Auditing;

/// <summary>Squared errors and differences over prompts.</summary>
internal sealed class Tally(int capacity)
{
    private readonly List<double> _errors = new(capacity);
    private readonly List<double> _controls = new(capacity);
    private double _answers;
    private double _verdict;
    private double _projection;
    private int _worse;
    private double[]? _sorted;

    /// <summary>Adds one prompt's answers.</summary>
    public void Add(double truth, double answer, double verdict, double projection, double? optimum)
    {
        _errors.Add(Square(answer - truth));
        if (optimum is double best)
        {
            _controls.Add(Square(best - truth));
        }

        _answers += Square(answer);
        _verdict += Square(verdict - answer);
        _projection += Square(projection - answer);
        _worse += Math.Abs(answer - truth) > Math.Abs(truth) ? 1 : 0;
    }

    /// <summary>Relative root mean squared difference of the verdict's answers.</summary>
    public double VerdictError => Relative(_verdict);

    /// <summary>Relative root mean squared difference of the canonical form's answers.</summary>
    public double ProjectionError => Relative(_projection);

    /// <summary>The share of prompts on which 0 was closer than the answer.</summary>
    public double WorseThanZero => (double)_worse / _errors.Count;

    /// <summary>A quantile of the squared errors.</summary>
    public double Quantile(double share)
    {
        _sorted ??= [.. _errors.Order()];
        return _sorted[(int)Math.Round(share * (_sorted.Length - 1))];
    }

    /// <summary>
    /// The mean squared error and its standard error. The optimum's error on the same prompts varies with the
    /// network's, and its mean is known exactly: what it is off by, the network is off by, in proportion.
    /// </summary>
    /// <param name="controlMean">The exact mean of the optimum's squared error; null when there is none.</param>
    public (double Mean, double StandardError) Loss(double? controlMean)
    {
        int count = _errors.Count;
        double mean = _errors.Average();
        double variance = _errors.Sum(error => Square(error - mean));
        if (controlMean is not double known || _controls.Count == 0)
        {
            return (mean, Error(variance, count));
        }

        double controlAverage = _controls.Average();
        double controlVariance = _controls.Sum(control => Square(control - controlAverage));
        double covariance = _errors
            .Zip(_controls, (error, control) => (error - mean) * (control - controlAverage))
            .Sum();
        double slope = controlVariance > 0 ? covariance / controlVariance : 0;
        return (mean - (slope * (controlAverage - known)), Error(variance - (slope * covariance), count));
    }

    private double Relative(double squares) => _answers > 0 ? Math.Sqrt(squares / _answers) : Math.Sqrt(squares);

    private static double Error(double squares, int count) =>
        count > 1 ? Math.Sqrt(Math.Max(squares, 0) / (count - 1) / count) : double.NaN;

    private static double Square(double value) => value * value;
}
