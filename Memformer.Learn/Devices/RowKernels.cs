using System.Numerics;
using ILGPU;
using ILGPU.Runtime;

namespace Memformer.Learn.Devices;

/// <summary>The kernels whose numbers have the precision that a run asks for, compiled for one device.</summary>
/// <typeparam name="T">double or float.</typeparam>
internal sealed class RowKernels<T>(Accelerator accelerator)
    where T : unmanaged, INumber<T>
{
    /// <summary>The recursion: rows, their vectors, the prompts', orders, what they share, shape.</summary>
    public Action<Index1D, ArrayView<T>, ArrayView<T>, ArrayView<int>, ArrayView<T>, KernelShape> Recursion { get; } =
        accelerator.LoadAutoGroupedStreamKernel<
            Index1D,
            ArrayView<T>,
            ArrayView<T>,
            ArrayView<int>,
            ArrayView<T>,
            KernelShape
        >(RecursionKernel.Run);

    /// <summary>Parts of inner products: threads, rows' vectors, left, right, sums, shape, parts.</summary>
    public Action<
        Index1D,
        ArrayView<T>,
        ArrayView<int>,
        ArrayView<int>,
        ArrayView<T>,
        KernelShape,
        int
    > Multiply { get; } =
        accelerator.LoadAutoGroupedStreamKernel<
            Index1D,
            ArrayView<T>,
            ArrayView<int>,
            ArrayView<int>,
            ArrayView<T>,
            KernelShape,
            int
        >(SumKernels.Multiply);
}
