using ILGPU;
using ILGPU.Runtime;
using Memformer.Learn.Training.Optimizers;

namespace Memformer.Learn.Devices;

/// <summary>The kernels, compiled for one device as they are first needed; they run in the order they are started in.</summary>
internal sealed class DeviceKernels(Accelerator accelerator)
{
    private readonly Lazy<RowKernels<double>> _double = new(() => new RowKernels<double>(accelerator));
    private readonly Lazy<RowKernels<float>> _single = new(() => new RowKernels<float>(accelerator));

    /// <summary>Draws T: threads, prompts, shape, first prompt, seed, step.</summary>
    public Action<Index1D, ArrayView<double>, KernelShape, int, ulong, ulong> DrawTriangles { get; } =
        accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<double>, KernelShape, int, ulong, ulong>(
            PromptKernels.DrawTriangles
        );

    /// <summary>Stretches and weighs: prompts, their vectors, what they share, shape, first prompt, seed, step.</summary>
    public Action<Index1D, ArrayView<double>, ArrayView<double>, KernelShape, int, ulong, ulong> Stretch { get; } =
        accelerator.LoadAutoGroupedStreamKernel<
            Index1D,
            ArrayView<double>,
            ArrayView<double>,
            KernelShape,
            int,
            ulong,
            ulong
        >(TailKernels.Stretch);

    /// <summary>R: threads, prompts, what they share, shape.</summary>
    public Action<Index1D, ArrayView<double>, ArrayView<double>, KernelShape> SetRoots { get; } =
        accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<double>, ArrayView<double>, KernelShape>(
            PromptKernels.SetRoots
        );

    /// <summary>H: threads, prompts, shape.</summary>
    public Action<Index1D, ArrayView<double>, KernelShape> SetHessians { get; } =
        accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<double>, KernelShape>(PromptKernels.SetHessians);

    /// <summary>Chooses rows: prompts, orders, shape, first prompt, seed, step.</summary>
    public Action<Index1D, ArrayView<int>, KernelShape, int, ulong, ulong> Choose { get; } =
        accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>, KernelShape, int, ulong, ulong>(
            PromptKernels.Choose
        );

    /// <summary>The recursion and its products in double precision.</summary>
    public RowKernels<double> Double => _double.Value;

    /// <summary>The same in single precision.</summary>
    public RowKernels<float> Single => _single.Value;

    /// <summary>Rounds: numbers, numbers, rounded ones.</summary>
    public Action<Index1D, ArrayView<double>, ArrayView<float>> Narrow { get; } =
        accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<double>, ArrayView<float>>(PrecisionKernels.Narrow);

    /// <summary>Widens: numbers, numbers, widened ones.</summary>
    public Action<Index1D, ArrayView<float>, ArrayView<double>> Widen { get; } =
        accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<double>>(PrecisionKernels.Widen);

    /// <summary>Sums of groups: threads, parts, sums, count, groups.</summary>
    public Action<Index1D, ArrayView<double>, ArrayView<double>, int, int> Add { get; } =
        accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<double>, ArrayView<double>, int, int>(
            SumKernels.Add
        );

    /// <summary>Adds blocks: products, sums, totals.</summary>
    public Action<Index1D, ArrayView<double>, ArrayView<double>> Accumulate { get; } =
        accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<double>, ArrayView<double>>(SumKernels.Accumulate);

    /// <summary>A and g: numbers, parameters, lists, shares, canonical numbers, where the lists lie.</summary>
    public Action<
        Index1D,
        ArrayView<double>,
        ArrayView<int>,
        ArrayView<double>,
        ArrayView<double>,
        TermShape
    > SetCanonical { get; } =
        accelerator.LoadAutoGroupedStreamKernel<
            Index1D,
            ArrayView<double>,
            ArrayView<int>,
            ArrayView<double>,
            ArrayView<double>,
            TermShape
        >(ParameterKernels.SetCanonical);

    /// <summary>Derivatives in A and g, and the loss: numbers, sums, firsts, derivatives, share, first gate, loss.</summary>
    public Action<
        Index1D,
        ArrayView<double>,
        ArrayView<int>,
        ArrayView<double>,
        double,
        int,
        int
    > SetDerivatives { get; } =
        accelerator.LoadAutoGroupedStreamKernel<
            Index1D,
            ArrayView<double>,
            ArrayView<int>,
            ArrayView<double>,
            double,
            int,
            int
        >(ParameterKernels.SetDerivatives);

    /// <summary>The gradient: parameters, their values, derivatives, lists, shares, gradient, where the lists lie.</summary>
    public Action<
        Index1D,
        ArrayView<double>,
        ArrayView<double>,
        ArrayView<int>,
        ArrayView<double>,
        ArrayView<double>,
        TermShape
    > PullBack { get; } =
        accelerator.LoadAutoGroupedStreamKernel<
            Index1D,
            ArrayView<double>,
            ArrayView<double>,
            ArrayView<int>,
            ArrayView<double>,
            ArrayView<double>,
            TermShape
        >(ParameterKernels.PullBack);

    /// <summary>Clips: parts, gradient, where they begin, limit.</summary>
    public Action<Index1D, ArrayView<double>, ArrayView<int>, double> Clip { get; } =
        accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<double>, ArrayView<int>, double>(AdamKernels.Clip);

    /// <summary>Moves: parameters, gradient, their values, means, mean squares, step.</summary>
    public Action<
        Index1D,
        ArrayView<double>,
        ArrayView<double>,
        ArrayView<double>,
        ArrayView<double>,
        AdamStep
    > Move { get; } =
        accelerator.LoadAutoGroupedStreamKernel<
            Index1D,
            ArrayView<double>,
            ArrayView<double>,
            ArrayView<double>,
            ArrayView<double>,
            AdamStep
        >(AdamKernels.Move);
}
