namespace Memformer.Learn.Training.Optimizers;

/// <summary>Adam, and AdamW where the decay is not 0.</summary>
/// <remarks>Sources: Kingma and Ba, arXiv:1412.6980; Loshchilov and Hutter, arXiv:1711.05101.</remarks>
internal sealed class Adam : Optimizer
{
    private const double FirstDecay = 0.9;
    private const double SecondDecay = 0.999;
    private const double Epsilon = 1e-8;
    private readonly double[] _mean;
    private readonly double[] _square;
    private readonly double[] _steps = new double[1];
    private readonly double[] _gradient;
    private readonly double _weightDecay;

    /// <summary>Starts with no history.</summary>
    /// <param name="parameters">How many.</param>
    /// <param name="weightDecay">What is taken off the parameters each step, times the rate; 0 for plain Adam.</param>
    public Adam(int parameters, double weightDecay)
    {
        _mean = new double[parameters];
        _square = new double[parameters];
        _gradient = new double[parameters];
        _weightDecay = weightDecay;
        State = new Dictionary<string, double[]>
        {
            ["adam.mean"] = _mean,
            ["adam.square"] = _square,
            ["adam.steps"] = _steps,
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double[]> State { get; }

    /// <inheritdoc/>
    public override double Step(double[] parameters, double rate, Func<double[], double[], double> differentiate)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(differentiate);
        double loss = differentiate(parameters, _gradient);
        double steps = ++_steps[0];
        double kept = 1 - (rate * _weightDecay);
        double secondBias = 1 - Math.Pow(SecondDecay, steps);
        double step = rate / (1 - Math.Pow(FirstDecay, steps));
        for (int i = 0; i < parameters.Length; i++)
        {
            double derivative = _gradient[i];
            _mean[i] = (FirstDecay * _mean[i]) + ((1 - FirstDecay) * derivative);
            _square[i] = (SecondDecay * _square[i]) + ((1 - SecondDecay) * derivative * derivative);
            double scale = Math.Sqrt(_square[i] / secondBias) + Epsilon;
            parameters[i] = (kept * parameters[i]) - (step * _mean[i] / scale);
        }

        return loss;
    }
}
