using ILGPU.Runtime;
using Memformer.Learn.Models;
using Memformer.Learn.Training.Objectives;
using Memformer.Learn.Training.Optimizers;
using Memformer.Learn.Training.Plans;
using Memformer.Learn.Training.Recursion;
using Memformer.Theory;

namespace Memformer.Learn.Devices;

/// <summary>
/// The loss by kernels on a device: the value and the gradient of training steps, and whole steps of Adam, on the prompts that the
/// processor draws for <see cref="Objective.IsCounterBased"/>. In single precision are the recursion and the first sums of its products;
/// prompts are drawn, and parameters kept and moved, in double precision. Looks at fresh prompts are the processor's, on the
/// prompts that every network is looked at with.
/// </summary>
public sealed class DeviceLoss : NetworkLoss, IAdamLoss
{
    private readonly ComputeDevice _device;
    private readonly Lazy<DeviceNetwork> _network;
    private readonly Lazy<DeviceAdam> _adam;
    private readonly Lazy<NetworkLoss> _processor;

    /// <summary>Prepares; the device's memory is taken with the first step.</summary>
    /// <param name="device">The device; stays open.</param>
    /// <param name="design">A network that <see cref="Covers"/> says yes to.</param>
    /// <param name="settings">What is sampled, and how.</param>
    /// <param name="precision">That of the recursion.</param>
    /// <exception cref="Theory.UsageException">The design contradicts itself or the settings.</exception>
    public DeviceLoss(
        ComputeDevice device,
        NetworkDesign design,
        LossSettings settings,
        Precision precision = Precision.Double
    )
        : this(device, design, settings, precision, DeviceBatch.MostNumbers) { }

    /// <summary>Prepares, for blocks of a given size.</summary>
    internal DeviceLoss(
        ComputeDevice device,
        NetworkDesign design,
        LossSettings settings,
        Precision precision,
        int mostNumbers
    )
        : base(design)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(settings);
        _device = device;
        design.Check();
        settings.Objective.Check(design);
        _network = new Lazy<DeviceNetwork>(() => new DeviceNetwork(device, design, settings, precision, mostNumbers));
        _adam = new Lazy<DeviceAdam>(() => new DeviceAdam(device, design, _network.Value));
        _processor = new Lazy<NetworkLoss>(() => FusedLoss.Of(design, settings));
    }

    /// <summary>What <see cref="Covers"/> says yes to.</summary>
    public const string Covered =
        "its kernels train networks without free values and with gates per layer, by objective wishart";

    /// <summary>
    /// Whether kernels give a network's loss: the recursion of <see cref="FusedLoss"/>, where X never changes and H is drawn from its
    /// own law.
    /// </summary>
    /// <param name="design">The network.</param>
    /// <param name="settings">What is sampled.</param>
    public static bool Covers(NetworkDesign design, LossSettings settings)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Objective.Kind == ObjectiveKind.Wishart
            && !design.FreeValues
            && FusedLoss.Covers(design, settings);
    }

    /// <inheritdoc/>
    public override long NumbersPerPrompt => _processor.Value.NumbersPerPrompt;

    /// <inheritdoc/>
    public override bool KnowsAmplification => _processor.Value.KnowsAmplification;

    /// <inheritdoc/>
    public override double LossAndGradient(double[] parameters, ulong step, double[] gradient) =>
        OnDevice(() =>
        {
            DeviceNetwork network = _network.Value;
            network.Parameters.CopyFromCPU(parameters);
            network.Differentiate(step);
            network.Gradient.CopyToCPU(gradient);
            double[] loss = new double[1];
            network.Loss.CopyToCPU(loss);
            return loss[0];
        });

    /// <inheritdoc/>
    double[] IAdamLoss.TakeSteps(
        double[] parameters,
        double[] mean,
        double[] square,
        IEnumerable<(ulong Batch, AdamStep Step)> steps,
        int most,
        double? clip
    ) => OnDevice(() => _adam.Value.TakeSteps(parameters, mean, square, steps, most, clip));

    /// <inheritdoc/>
    public override void Outcomes(double[] parameters, ulong step, int layer, PromptOutcomes outcomes) =>
        _processor.Value.Outcomes(parameters, step, layer, outcomes);

    private T OnDevice<T>(Func<T> compute)
    {
        try
        {
            return compute();
        }
        catch (AcceleratorException failure)
        {
            throw new MissingCapabilityException(
                $"{_device.Name}: {Printable.Line(failure.Message)}; it may lack memory, which a smaller batch needs less of, or be lost",
                failure
            );
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            if (_adam.IsValueCreated)
            {
                _adam.Value.Dispose();
            }

            if (_network.IsValueCreated)
            {
                _network.Value.Dispose();
            }

            if (_processor.IsValueCreated)
            {
                _processor.Value.Dispose();
            }
        }

        base.Dispose(disposing);
    }
}
