using System.Runtime.Intrinsics;
using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Numerics;
using Memformer.Learn.Problems;
using Memformer.Learn.Training.Objectives;

namespace Memformer.Learn.Training.Recursion;

/// <summary>
/// The expectation over w*, x_q and the noise, exactly, given H: <c>tr(Σ E S Eᵀ) + σ²/n tr(Σ U H Uᵀ) + σ²</c> with
/// <c>w_L = U X y/n</c> and <c>E = I − U H</c>. Rows of V start as the rows of a root of S; with noise as many again start at 0
/// and are driven by the rows of a root of the covariance of Xε/n. Where fewer tasks than d are asked for, each prompt takes
/// that many rows of the roots at random, without repetition, and weighs them up: the expectation stays the same.
/// </summary>
internal abstract class ExactSource : PromptSource
{
    /// <summary>Where a prompt's choices of tasks begin; see <see cref="Choice"/>.</summary>
    public const int TaskChoices = 1;

    /// <summary>Where its choices of the noise's rows begin.</summary>
    public const int NoiseChoices = 1 << 14;

    private readonly int _tasks;
    private readonly double _noise;
    private readonly double[,] _queryRoot;
    private readonly Memory<double> _queryCovariance;
    private readonly Memory<double> _taskRoot;
    private readonly Memory<double> _weighted;
    private readonly int[] _order;
    private readonly Amplification? _amplification;
    private Memory<double> _weightedLanes;

    /// <summary>Prepares the roots of the law's covariances.</summary>
    protected ExactSource(Objective objective)
        : base(objective.Law)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(objective.Tasks, 1, nameof(objective));
        DataLaw law = objective.Law;
        _tasks = Math.Min(objective.Tasks, Dimension);
        _noise = law.Noise;
        _queryRoot = CovarianceMatrix.Factor(law.Covariance);
        _queryCovariance = AlignedMemory.Allocate(Dimension * Stride);
        AlignedMemory.CopyRows(law.Covariance, _queryCovariance.Span, Stride);
        _taskRoot = AlignedMemory.Allocate(Dimension * Stride);
        double[,] taskRoot = TaskRoot(law);
        AlignedMemory.CopyTransposed(taskRoot, _taskRoot.Span, Stride);
        // A pool of fewer than d tasks says nothing of the other directions.
        _amplification =
            law.Pool is null || law.Pool.Size >= Dimension
                ? new Amplification(Dense(taskRoot).Transpose(), Dense(_queryRoot))
                : null;
        _weighted = AlignedMemory.Allocate(AlignedMemory.Rows(2 * Dimension) * Stride);
        _order = [.. Enumerable.Range(0, Dimension)];
    }

    /// <summary>A root of S whose columns V's rows start as, d×d.</summary>
    /// <remarks>The loss is quadratic in w*, so a pool is all in its second moment.</remarks>
    public static double[,] TaskRoot(DataLaw law) =>
        law.Pool is null ? CovarianceMatrix.Factor(law.TaskCovariance) : CovarianceMatrix.Root(law.TaskMoment);

    /// <inheritdoc/>
    public override int Rows => HasDrift ? 2 * _tasks : _tasks;

    /// <inheritdoc/>
    public override int QueryColumns => Dimension;

    /// <inheritdoc/>
    public override void CopyQueryRoot(Span<double> target)
    {
        for (int i = 0; i < Dimension; i++)
        {
            for (int j = 0; j < Dimension; j++)
            {
                target[(i * Dimension) + j] = _queryRoot[i, j];
            }
        }
    }

    /// <inheritdoc/>
    public override double Loss(ReadOnlySpan<double> errors)
    {
        RowProduct.Set(_weighted.Span, errors, Stride, 1, _queryCovariance.Span, Rows, Dimension, Stride);
        int used = Rows * Stride;
        return RowVector.Dot(errors[..used], _weighted.Span[..used]) + NoiseFloor;
    }

    /// <inheritdoc/>
    public override bool KnowsAmplification => _tasks == Dimension && _amplification is not null;

    /// <inheritdoc/>
    public override bool Amplifies(ReadOnlySpan<double> errors) => _amplification!.Of(errors);

    /// <inheritdoc/>
    public override double LossAndGradient(ReadOnlySpan<double> errors, double weight, Span<double> gradient)
    {
        double loss = Loss(errors);
        gradient.Clear();
        RowVector.Add(gradient[..(Rows * Stride)], 2 * weight, _weighted.Span);
        return loss;
    }

    /// <inheritdoc/>
    public override void PrepareLanes()
    {
        base.PrepareLanes();
        _weightedLanes = AlignedMemory.Allocate(Rows * Dimension * LaneStatistics.Lanes);
    }

    /// <inheritdoc/>
    public override double LossAndGradient(Memory<double> errors, ReadOnlySpan<double> factors, Memory<double> gradient)
    {
        LaneProduct.Set(gradient, LaneMatrix.Of(errors, Dimension), QueryCovariance, Rows, Dimension, Dimension);
        Vector512<double> weights = Vector512.Create(factors);
        Vector512<double> sum = Vector512<double>.Zero;
        Span<double> weighted = gradient.Span[..(Rows * Dimension * LaneStatistics.Lanes)];
        ReadOnlySpan<double> values = errors.Span;
        for (int i = 0; i < weighted.Length; i += LaneStatistics.Lanes)
        {
            Vector512<double> entry = Vector512.Create<double>(weighted[i..]);
            sum = Vector512.FusedMultiplyAdd(Vector512.Create(values[i..]), entry, sum);
            (entry * weights * 2.0).CopyTo(weighted[i..]);
        }

        return VectorMath.Sum(sum * weights);
    }

    /// <inheritdoc/>
    public override void Losses(Memory<double> errors, Span<double> losses)
    {
        LaneProduct.Set(_weightedLanes, LaneMatrix.Of(errors, Dimension), QueryCovariance, Rows, Dimension, Dimension);
        Vector512<double> sum = Vector512.Create(NoiseFloor);
        ReadOnlySpan<double> weighted = _weightedLanes.Span;
        ReadOnlySpan<double> values = errors.Span;
        for (int i = 0; i < weighted.Length; i += LaneStatistics.Lanes)
        {
            sum = Vector512.FusedMultiplyAdd(Vector512.Create(values[i..]), Vector512.Create(weighted[i..]), sum);
        }

        sum.CopyTo(losses);
    }

    /// <inheritdoc/>
    public override void Amplify(Memory<double> errors, Span<bool> amplifies) => _amplification!.Of(errors, amplifies);

    private LaneMatrix QueryCovariance => LaneMatrix.Shared(_queryCovariance, Stride);

    /// <summary>Whether every prompt takes all tasks, so that its V_0 is always the same.</summary>
    protected bool TakesAll => _tasks == Dimension;

    /// <summary>Sets V_0 and N of eight prompts, where <see cref="TakesAll"/>, from their roots.</summary>
    /// <param name="statistics">Where to.</param>
    /// <param name="roots">R, rank×d of eight prompts.</param>
    /// <param name="rank">Rows of R.</param>
    /// <param name="context">n.</param>
    protected void SetErrors(LaneStatistics statistics, in LaneMatrix roots, int rank, int context)
    {
        Span<double> errors = statistics.Errors.Span;
        for (int row = 0; row < Dimension; row++)
        {
            for (int column = 0; column < Dimension; column++)
            {
                double entry = _taskRoot.Span[(row * Stride) + column];
                Vector512.Create(entry).CopyTo(errors[(((row * Dimension) + column) * LaneStatistics.Lanes)..]);
            }
        }

        if (HasDrift)
        {
            int half = Dimension * Dimension * LaneStatistics.Lanes;
            errors.Slice(half, half).Clear();
            Span<double> drift = statistics.Drift.Span;
            drift[..(2 * half)].Clear();
            int driven = rank * Dimension * LaneStatistics.Lanes;
            RowVector.Add(drift.Slice(half, driven), _noise / context, roots.Values.Span);
        }
    }

    /// <summary>Sets V_0, and N from a root R with H = RᵀR/n.</summary>
    /// <param name="random">Chooses the rows.</param>
    /// <param name="statistics">Where to.</param>
    /// <param name="root">R, of as many rows as it has times the stride.</param>
    /// <param name="rank">Rows of R, at most d.</param>
    /// <param name="context">n.</param>
    protected void SetErrors(
        RandomSource random,
        PromptStatistics statistics,
        ReadOnlySpan<double> root,
        int rank,
        int context
    )
    {
        TakeRows(random, TaskChoices, _taskRoot.Span, Dimension, 1, statistics.Errors.Span);
        if (HasDrift)
        {
            int offset = _tasks * Stride;
            statistics.Errors.Span.Slice(offset, offset).Clear();
            statistics.Drift.Span[..(2 * offset)].Clear();
            TakeRows(random, NoiseChoices, root, rank, _noise / context, statistics.Drift.Span[offset..]);
        }
    }

    /// <summary>The number, uniform on (0, 1], of the prompt's choice at a place.</summary>
    protected virtual double Choice(RandomSource random, int place) => random.NextUniform();

    private static Matrix<double> Dense(double[,] matrix) => Matrix<double>.Build.DenseOfArray(matrix);

    private void TakeRows(
        RandomSource random,
        int choices,
        ReadOnlySpan<double> root,
        int count,
        double factor,
        Span<double> target
    )
    {
        int taken = Math.Min(_tasks, count);
        double weight = factor * Math.Sqrt((double)count / taken);
        Span<int> order = _order.AsSpan(0, count);
        for (int i = 0; i < count; i++)
        {
            order[i] = i;
        }

        for (int row = 0; row < taken; row++)
        {
            if (taken < count)
            {
                int other = row + Math.Min((int)(Choice(random, choices + row) * (count - row)), count - row - 1);
                (order[row], order[other]) = (order[other], order[row]);
            }

            Span<double> destination = target.Slice(row * Stride, Stride);
            destination.Clear();
            RowVector.Add(destination, weight, root.Slice(order[row] * Stride, Stride));
        }
    }
}
