using ILGPU;
using ILGPU.Runtime;

namespace Memformer.Learn.Devices;

/// <summary>The pass in single precision: everything is rounded before, and the parts of products are widened.</summary>
/// <param name="device">The device; stays open.</param>
/// <param name="shape">The largest block.</param>
/// <param name="sums">Parts of all products, at most.</param>
internal sealed class SinglePass(ComputeDevice device, KernelShape shape, int sums) : RowPass
{
    private readonly DeviceKernels _kernels = device.Kernels;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _shared = Take(device, shape.SharedNumbers);
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _prompts = Take(device, shape.Prompt(shape.Spectra, 0));
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _rows = Take(device, shape.Row(shape.RowVectors, 0));
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _sums = Take(device, sums);

    /// <inheritdoc/>
    public override void Share(ArrayView<double> shared) => _kernels.Narrow((int)shared.Length, shared, _shared.View);

    /// <inheritdoc/>
    public override void Run(ArrayView<double> prompts, ArrayView<int> orders, KernelShape shape)
    {
        // The recursion reads no spectra, which come last.
        _kernels.Narrow(shape.Prompt(shape.Spectra, 0), prompts, _prompts.View);
        _kernels.Single.Recursion(shape.Rows, _rows.View, _prompts.View, orders, _shared.View, shape);
    }

    /// <inheritdoc/>
    public override void Multiply(
        ArrayView<int> left,
        ArrayView<int> right,
        ArrayView<double> sums,
        KernelShape shape,
        int parts
    )
    {
        int count = (int)left.Length * parts;
        _kernels.Single.Multiply(count, _rows.View, left, right, _sums.View, shape, parts);
        _kernels.Widen(count, _sums.View, sums);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _shared.Dispose();
        _prompts.Dispose();
        _rows.Dispose();
        _sums.Dispose();
    }

    private static MemoryBuffer1D<float, Stride1D.Dense> Take(ComputeDevice device, int numbers) =>
        device.Accelerator.Allocate1D<float>(numbers);
}
