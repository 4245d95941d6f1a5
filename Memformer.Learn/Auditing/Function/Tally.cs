using Memformer.Learn.Estimates;

namespace Memformer.Learn.Auditing.Function;

/// <summary>Squared errors and differences over prompts.</summary>
internal sealed class Tally(int capacity, int layers)
{
    private readonly List<double> _errors = new(capacity);
    private readonly List<double> _controls = new(capacity);
    private readonly double[][] _byDepth = [.. Enumerable.Range(0, layers).Select(_ => new double[capacity])];
    private double _answers;
    private double _verdict;
    private double _projection;
    private int _worse;
    private double[]? _sorted;

    /// <summary>Adds one prompt's answers; the network's after each number of layers, from 0.</summary>
    public void Add(double truth, IReadOnlyList<double> answers, double verdict, double projection, double? control)
    {
        double answer = answers[^1];
        for (int layer = 0; layer < layers; layer++)
        {
            _byDepth[layer][_errors.Count] = Square(answers[layer + 1] - truth);
        }

        _errors.Add(Square(answer - truth));
        if (control is double known)
        {
            _controls.Add(Square(known - truth));
        }

        _answers += Square(answer);
        _verdict += Square(verdict - answer);
        _projection += Square(projection - answer);
        _worse += Math.Abs(answer - truth) > Math.Abs(truth) ? 1 : 0;
    }

    /// <summary>The mean squared error after each number of layers, from 1, by the estimator of <see cref="Loss"/>.</summary>
    /// <param name="controlMean">As there.</param>
    public IReadOnlyList<MeanEstimate> LossByDepth(double? controlMean) =>
        [
            .. _byDepth.Select(errors =>
                controlMean is double known
                    ? MeanEstimate.Controlled(errors, _controls, known)
                    : MeanEstimate.Of(errors)
            ),
        ];

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

    /// <summary>The mean squared error; with the control's on the same prompts where there is one.</summary>
    /// <param name="controlMean">The exact mean of the control's squared error; null when there is none.</param>
    public MeanEstimate Loss(double? controlMean) =>
        controlMean is double known ? MeanEstimate.Controlled(_errors, _controls, known) : MeanEstimate.Of(_errors);

    private double Relative(double squares) => _answers > 0 ? Math.Sqrt(squares / _answers) : Math.Sqrt(squares);

    private static double Square(double value) => value * value;
}
