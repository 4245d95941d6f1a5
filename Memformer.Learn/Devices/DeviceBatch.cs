using ILGPU;
using ILGPU.Runtime;
using Memformer.Learn.Models;
using Memformer.Learn.Problems;
using Memformer.Learn.Training.Objectives;
using Memformer.Learn.Training.Plans;
using Memformer.Learn.Training.Recursion;

namespace Memformer.Learn.Devices;

/// <summary>
/// A batch of prompts through a network's error recursion on a device, block by block, with the A and g that lie there. The prompts
/// and the order of all sums are a function of the sizes, the seed and the step: the same device gives the same bits, and another one
/// the same but for rounding.
/// </summary>
internal sealed class DeviceBatch : IDisposable
{
    /// <summary>Numbers of a block's rows: 512 MiB.</summary>
    public const int MostNumbers = 1 << 26;

    private readonly ComputeDevice _device;
    private readonly LossSettings _settings;
    private readonly DeviceProducts _products;
    private readonly KernelShape _shape;
    private readonly MemoryBuffer1D<double, Stride1D.Dense> _prompts;
    private readonly RowPass _pass;
    private readonly MemoryBuffer1D<int, Stride1D.Dense> _orders;
    private readonly MemoryBuffer1D<int, Stride1D.Dense> _left;
    private readonly MemoryBuffer1D<int, Stride1D.Dense> _right;
    private readonly MemoryBuffer1D<double, Stride1D.Dense> _sums;
    private readonly MemoryBuffer1D<double, Stride1D.Dense> _groups;

    /// <summary>Takes memory on a device.</summary>
    /// <param name="device">The device; stays open.</param>
    /// <param name="design">A network whose X never changes.</param>
    /// <param name="settings">Objective wishart.</param>
    /// <param name="precision">That of the recursion.</param>
    /// <param name="mostNumbers">Numbers of a block's rows, at most.</param>
    public DeviceBatch(
        ComputeDevice device,
        NetworkDesign design,
        LossSettings settings,
        Precision precision,
        int mostNumbers
    )
    {
        _device = device;
        _settings = settings;
        KernelShape one = new(design, settings.Objective, 1);
        int most = Math.Max(mostNumbers / Math.Max(one.RowVectors * one.RowsPerPrompt, one.PromptVectors), 1);
        _shape = new KernelShape(design, settings.Objective, Math.Min(settings.Batch, most));
        _products = new DeviceProducts(_shape);
        Accelerator accelerator = device.Accelerator;
        int parts = SumKernels.Parts(_shape.Rows, _products.Count);
        Shared = accelerator.Allocate1D(SharedNumbers());
        _prompts = accelerator.Allocate1D<double>(_shape.Prompt(_shape.PromptVectors, 0));
        _pass =
            precision == Precision.Single
                ? new SinglePass(device, _shape, _products.Count * parts)
                : new DoublePass(device, _shape);
        _orders = accelerator.Allocate1D<int>(_shape.Prompt(_shape.Dimension + _shape.Rank, 0));
        _left = accelerator.Allocate1D(_products.Left);
        _right = accelerator.Allocate1D(_products.Right);
        _sums = accelerator.Allocate1D<double>((long)_products.Count * parts);
        _groups = accelerator.Allocate1D<double>((long)_products.Count * SumKernels.Groups(parts));
        Totals = accelerator.Allocate1D<double>(_products.Count);
    }

    /// <summary>What all prompts share: A and g, to be set before a run, and after them what the law decides.</summary>
    public MemoryBuffer1D<double, Stride1D.Dense> Shared { get; }

    /// <summary>Sums over the rows of the whole batch: of each of <see cref="Firsts"/>.</summary>
    public MemoryBuffer1D<double, Stride1D.Dense> Totals { get; }

    /// <inheritdoc cref="DeviceProducts.Firsts"/>
    public IReadOnlyList<int> Firsts => _products.Firsts;

    /// <summary>How many numbers A has; those of g follow.</summary>
    public int Gates => _shape.Gates;

    /// <summary>How many numbers A and g have.</summary>
    public int CanonicalNumbers => _shape.LayerWeights;

    /// <summary>Begins to compute the totals of a step's batch; waits for nothing.</summary>
    /// <param name="step">The training step.</param>
    public void Run(ulong step)
    {
        Totals.MemSetToZero();
        _pass.Share(Shared.View);
        for (int first = 0; first < _settings.Batch; first += _shape.Prompts)
        {
            Run(step, first, _shape.With(Math.Min(_shape.Prompts, _settings.Batch - first)));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Shared.Dispose();
        _prompts.Dispose();
        _pass.Dispose();
        _orders.Dispose();
        _left.Dispose();
        _right.Dispose();
        _sums.Dispose();
        _groups.Dispose();
        Totals.Dispose();
    }

    private void Run(ulong step, int first, KernelShape shape)
    {
        DeviceKernels kernels = _device.Kernels;
        ulong seed = _settings.Seed;
        kernels.DrawTriangles(shape.Prompts * shape.Rank, _prompts.View, shape, first, seed, step);
        kernels.Stretch(shape.Prompts, _prompts.View, Shared.View, shape, first, seed, step);
        kernels.SetRoots(shape.Prompts * shape.Rank, _prompts.View, Shared.View, shape);
        kernels.SetHessians(shape.Prompts * shape.Dimension, _prompts.View, shape);
        kernels.Choose(shape.Prompts, _orders.View, shape, first, seed, step);
        _pass.Run(_prompts.View, _orders.View, shape);
        int count = SumKernels.Parts(shape.Rows, _products.Count);
        _pass.Multiply(_left.View, _right.View, _sums.View, shape, count);
        MemoryBuffer1D<double, Stride1D.Dense> from = _sums;
        MemoryBuffer1D<double, Stride1D.Dense> to = _groups;
        while (count > 1)
        {
            int groups = SumKernels.Groups(count);
            kernels.Add(_products.Count * groups, from.View, to.View, count, groups);
            (from, to, count) = (to, from, groups);
        }

        kernels.Accumulate(_products.Count, from.View, Totals.View);
    }

    private double[] SharedNumbers()
    {
        DataLaw law = _settings.Objective.Law;
        double[] numbers = new double[_shape.SharedNumbers];
        _settings.LayerWeights.ToArray().CopyTo(numbers, _shape.LayerWeights);
        law.Covariance.Cast<double>().ToArray().CopyTo(numbers, _shape.Covariance);
        CovarianceMatrix.Factor(law.Covariance).Cast<double>().ToArray().CopyTo(numbers, _shape.CovarianceRoot);
        double[,] tasks = ExactSource.TaskRoot(law);
        double taskWeight = Math.Sqrt((double)_shape.Dimension / _shape.Tasks);
        for (int row = 0; row < _shape.Dimension; row++)
        {
            for (int column = 0; column < _shape.Dimension; column++)
            {
                numbers[_shape.TaskRoot + (row * _shape.Dimension) + column] = taskWeight * tasks[column, row];
            }
        }

        StretchedTails.Factors(_settings.Objective.Context).CopyTo(numbers, _shape.Stretches);
        numbers[_shape.NoiseVariance] = law.Noise * law.Noise;
        numbers[_shape.TailShare] = _settings.Objective.TailShare;
        double driven = Math.Min(_shape.Tasks, _shape.Rank);
        numbers[_shape.NoiseScale] = law.Noise * Math.Sqrt(_shape.Rank / driven) / _shape.Context;
        return numbers;
    }
}
