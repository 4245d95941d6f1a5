using ILGPU;
using ILGPU.Runtime;
using Memformer.Learn.Models;
using Memformer.Learn.Training.Objectives;
using Memformer.Learn.Training.Plans;

namespace Memformer.Learn.Devices;

/// <summary>
/// A network's parameters on a device, and the loss of a batch and its gradient, which lie there too. Work is begun in order and waited
/// for where numbers are read.
/// </summary>
internal sealed class DeviceNetwork : IDisposable
{
    private readonly DeviceKernels _kernels;
    private readonly DeviceBatch _batch;
    private readonly TermShape _shape;
    private readonly double _share;
    private readonly MemoryBuffer1D<int, Stride1D.Dense> _lists;
    private readonly MemoryBuffer1D<double, Stride1D.Dense> _shares;
    private readonly MemoryBuffer1D<int, Stride1D.Dense> _firsts;
    private readonly MemoryBuffer1D<double, Stride1D.Dense> _derivatives;

    /// <summary>Takes memory on a device.</summary>
    /// <param name="device">The device; stays open.</param>
    /// <param name="design">A network whose X never changes.</param>
    /// <param name="settings">Objective wishart.</param>
    /// <param name="precision">That of the recursion.</param>
    /// <param name="mostNumbers">Numbers of a block's rows, at most.</param>
    public DeviceNetwork(
        ComputeDevice device,
        NetworkDesign design,
        LossSettings settings,
        Precision precision,
        int mostNumbers
    )
    {
        _kernels = device.Kernels;
        _batch = new DeviceBatch(device, design, settings, precision, mostNumbers);
        _share = 1.0 / settings.Batch;
        TermLists terms = new(design, _batch.CanonicalNumbers);
        _shape = terms.Shape;
        Accelerator accelerator = device.Accelerator;
        _lists = accelerator.Allocate1D(terms.Numbers);
        _shares = accelerator.Allocate1D(terms.Shares);
        _firsts = accelerator.Allocate1D<int>([.. _batch.Firsts]);
        _derivatives = accelerator.Allocate1D<double>(_shape.Entries + 1);
        Parameters = accelerator.Allocate1D<double>(_shape.Parameters);
        Gradient = accelerator.Allocate1D<double>(_shape.Parameters);
    }

    /// <summary>The parameters, in the order of <see cref="ParameterLayout"/>.</summary>
    public MemoryBuffer1D<double, Stride1D.Dense> Parameters { get; }

    /// <summary>The derivatives in them.</summary>
    public MemoryBuffer1D<double, Stride1D.Dense> Gradient { get; }

    /// <summary>The loss, one number.</summary>
    public ArrayView<double> Loss => _derivatives.View.SubView(_shape.Entries, 1);

    /// <summary>Begins to compute loss and gradient; waits for nothing.</summary>
    /// <param name="step">Which batch.</param>
    public void Differentiate(ulong step)
    {
        _kernels.SetCanonical(_shape.Entries, Parameters.View, _lists.View, _shares.View, _batch.Shared.View, _shape);
        _batch.Run(step);
        _kernels.SetDerivatives(
            _shape.Entries + 1,
            _batch.Totals.View,
            _firsts.View,
            _derivatives.View,
            _share,
            _batch.Gates,
            _shape.Entries
        );
        _kernels.PullBack(
            _shape.Parameters,
            Parameters.View,
            _derivatives.View,
            _lists.View,
            _shares.View,
            Gradient.View,
            _shape
        );
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _batch.Dispose();
        _lists.Dispose();
        _shares.Dispose();
        _firsts.Dispose();
        _derivatives.Dispose();
        Parameters.Dispose();
        Gradient.Dispose();
    }
}
