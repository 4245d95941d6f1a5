using static TorchSharp.torch;

namespace Memformer.Learn.Training.Optimizers;

/// <summary>Adam, and AdamW where the decay is not 0.</summary>
/// <remarks>Sources: Kingma and Ba, arXiv:1412.6980; Loshchilov and Hutter, arXiv:1711.05101.</remarks>
internal sealed class Adam : Optimizer
{
    private const double FirstDecay = 0.9;
    private const double SecondDecay = 0.999;
    private const double Epsilon = 1e-8;
    private readonly Tensor _mean;
    private readonly Tensor _square;
    private readonly Tensor _steps;
    private readonly double _weightDecay;

    /// <summary>Starts with no history.</summary>
    /// <param name="parameters">Gives the state's shape, device and precision.</param>
    /// <param name="weightDecay">What is taken off the parameters each step, times the rate; 0 for plain Adam.</param>
    public Adam(Tensor parameters, double weightDecay)
    {
        _mean = zeros(parameters.shape, dtype: parameters.dtype, device: parameters.device);
        _square = zeros(parameters.shape, dtype: parameters.dtype, device: parameters.device);
        _steps = zeros(1, dtype: ScalarType.Float64);
        _weightDecay = weightDecay;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KeyValuePair<string, Tensor>> State =>
        [new("adam.mean", _mean), new("adam.square", _square), new("adam.steps", _steps)];

    /// <inheritdoc/>
    public override Tensor Step(Tensor parameters, double rate, Func<Tensor> differentiate)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(differentiate);
        Tensor loss = differentiate();
        using IDisposable guard = no_grad();
        Tensor gradient = parameters.grad!;
        _steps.add_(1);
        double steps = _steps.item<double>();
        if (_weightDecay != 0)
        {
            parameters.mul_(1 - (rate * _weightDecay));
        }

        _mean.mul_(FirstDecay).add_(gradient, alpha: 1 - FirstDecay);
        _square.mul_(SecondDecay).addcmul_(gradient, gradient, value: 1 - SecondDecay);
        Tensor scale = (_square / (1 - Math.Pow(SecondDecay, steps))).sqrt_().add_(Epsilon);
        parameters.addcdiv_(_mean, scale, value: -rate / (1 - Math.Pow(FirstDecay, steps)));
        return loss;
    }
}
