using static TorchSharp.torch;
using Scalar = TorchSharp.Scalar;

namespace Memformer.Learn.Torch.Optimizers;

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
        // TorchSharp lets go of a Scalar while native code still reads it, so that a garbage collection at the wrong
        // moment, likely with several trainings in one process, ends the run. Held by a name, they outlive the calls.
        using Scalar one = 1;
        _steps.add_(one, alpha: one);
        double steps = _steps.item<double>();
        if (_weightDecay != 0)
        {
            using Scalar kept = 1 - (rate * _weightDecay);
            parameters.mul_(kept);
        }

        using Scalar firstKept = FirstDecay;
        using Scalar firstNew = 1 - FirstDecay;
        using Scalar secondKept = SecondDecay;
        using Scalar secondNew = 1 - SecondDecay;
        using Scalar secondBias = 1 - Math.Pow(SecondDecay, steps);
        using Scalar epsilon = Epsilon;
        using Scalar step = -rate / (1 - Math.Pow(FirstDecay, steps));
        _mean.mul_(firstKept).add_(gradient, alpha: firstNew);
        _square.mul_(secondKept).addcmul_(gradient, gradient, value: secondNew);
        Tensor scale = (_square / secondBias).sqrt_().add_(epsilon, alpha: one);
        parameters.addcdiv_(_mean, scale, value: step);
        return loss;
    }
}
