using ILGPU;
using ILGPU.Runtime;
using Memformer.Learn.Models;
using Memformer.Learn.Training.Optimizers;

namespace Memformer.Learn.Devices;

/// <summary>Adam's memory on a device, and its steps there.</summary>
internal sealed class DeviceAdam : IDisposable
{
    private readonly Accelerator _accelerator;
    private readonly DeviceKernels _kernels;
    private readonly DeviceNetwork _network;
    private readonly int _parts;
    private readonly MemoryBuffer1D<int, Stride1D.Dense> _firsts;
    private readonly MemoryBuffer1D<double, Stride1D.Dense> _mean;
    private readonly MemoryBuffer1D<double, Stride1D.Dense> _square;

    /// <summary>Takes memory on a device.</summary>
    /// <param name="device">The device; stays open.</param>
    /// <param name="design">The network.</param>
    /// <param name="network">The same on the device; stays in use.</param>
    public DeviceAdam(ComputeDevice device, NetworkDesign design, DeviceNetwork network)
    {
        _accelerator = device.Accelerator;
        _kernels = device.Kernels;
        _network = network;
        ParameterLayout layout = new(design);
        int[] firsts = [.. GradientClipping.Parts(layout).Select(part => part.Offset), layout.Length];
        _parts = firsts.Length - 1;
        _firsts = _accelerator.Allocate1D(firsts);
        _mean = _accelerator.Allocate1D<double>(layout.Length);
        _square = _accelerator.Allocate1D<double>(layout.Length);
    }

    /// <inheritdoc cref="IAdamLoss.TakeSteps"/>
    public double[] TakeSteps(
        double[] parameters,
        double[] mean,
        double[] square,
        IEnumerable<(ulong Batch, AdamStep Step)> steps,
        int most,
        double? clip
    )
    {
        _network.Parameters.CopyFromCPU(parameters);
        _mean.CopyFromCPU(mean);
        _square.CopyFromCPU(square);
        using MemoryBuffer1D<double, Stride1D.Dense> losses = _accelerator.Allocate1D<double>(most);
        int taken = 0;
        foreach ((ulong batch, AdamStep step) in steps)
        {
            TakeStep(batch, step, clip);
            losses.View.SubView(taken, 1).BaseView.CopyFrom(_network.Loss);
            taken++;
        }

        _network.Parameters.CopyToCPU(parameters);
        _mean.CopyToCPU(mean);
        _square.CopyToCPU(square);
        return losses.GetAsArray1D()[..taken];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _firsts.Dispose();
        _mean.Dispose();
        _square.Dispose();
    }

    private void TakeStep(ulong batch, AdamStep step, double? clip)
    {
        _network.Differentiate(batch);
        if (clip is { } limit)
        {
            _kernels.Clip(_parts, _network.Gradient.View, _firsts.View, limit);
        }

        _kernels.Move(
            (int)_mean.Length,
            _network.Gradient.View,
            _network.Parameters.View,
            _mean.View,
            _square.View,
            step
        );
    }
}
