using ILGPU;
using ILGPU.Runtime;

namespace Memformer.Learn.Devices;

/// <summary>The pass in double precision.</summary>
/// <param name="device">The device; stays open.</param>
/// <param name="shape">The largest block.</param>
internal sealed class DoublePass(ComputeDevice device, KernelShape shape) : RowPass
{
    private readonly RowKernels<double> _kernels = device.Kernels.Double;
    private readonly MemoryBuffer1D<double, Stride1D.Dense> _rows = device.Accelerator.Allocate1D<double>(
        shape.Row(shape.RowVectors, 0)
    );
    private ArrayView<double> _shared;

    /// <inheritdoc/>
    public override void Share(ArrayView<double> shared) => _shared = shared;

    /// <inheritdoc/>
    public override void Run(ArrayView<double> prompts, ArrayView<int> orders, KernelShape shape) =>
        _kernels.Recursion(shape.Rows, _rows.View, prompts, orders, _shared, shape);

    /// <inheritdoc/>
    public override void Multiply(
        ArrayView<int> left,
        ArrayView<int> right,
        ArrayView<double> sums,
        KernelShape shape,
        int parts
    ) => _kernels.Multiply((int)left.Length * parts, _rows.View, left, right, sums, shape, parts);

    /// <inheritdoc/>
    public override void Dispose() => _rows.Dispose();
}
