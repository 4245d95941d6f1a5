namespace Memformer.Learn.Training.Optimizers;

/// <summary>Adam, and AdamW where the decay is not 0.</summary>
/// <remarks>Sources: Kingma and Ba, arXiv:1412.6980; Loshchilov and Hutter, arXiv:1711.05101.</remarks>
internal sealed class Adam : Optimizer
{
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
        AdamStep step = Next(rate);
        for (int i = 0; i < parameters.Length; i++)
        {
            _mean[i] = AdamStep.Mean(_mean[i], _gradient[i]);
            _square[i] = AdamStep.Square(_square[i], _gradient[i]);
            parameters[i] = step.Move(parameters[i], _mean[i], _square[i]);
        }

        return loss;
    }

    /// <summary>Has a device take the same steps.</summary>
    /// <param name="parameters">Changed in place.</param>
    /// <param name="loss">What takes them.</param>
    /// <param name="steps">For each the batch that it sees and the step size that the schedule gives; at least one.</param>
    /// <param name="most">How many there are at most.</param>
    /// <param name="clip">The largest norm of a part of the gradient; null for any.</param>
    /// <returns>For each step the loss at the parameters before it.</returns>
    public double[] Steps(
        double[] parameters,
        IAdamLoss loss,
        IEnumerable<(ulong Batch, double Rate)> steps,
        int most,
        double? clip
    ) => loss.TakeSteps(parameters, _mean, _square, steps.Select(step => (step.Batch, Next(step.Rate))), most, clip);

    private AdamStep Next(double rate) => new(++_steps[0], rate, _weightDecay);
}
