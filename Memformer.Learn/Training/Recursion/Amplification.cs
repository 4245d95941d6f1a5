using System.Runtime.Intrinsics;
using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Numerics;

namespace Memformer.Learn.Training.Recursion;

/// <summary>
/// Whether final errors V_L amplify some task: with tasks <c>w = Rᵀc</c> the loss is <c>‖cᵀV_L K‖²</c> and that of answering 0
/// <c>‖cᵀR K‖²</c>, so the largest ratio over w is <c>‖N‖²</c> with <c>N = (R K)⁻¹ V_L K</c>. It is at most 1 exactly if
/// <c>I − N Nᵀ</c> has no negative eigenvalue, which a Cholesky factorisation finds out.
/// </summary>
internal sealed class Amplification
{
    /// <summary>A norm of 1 is no amplification: so much above it is rounding.</summary>
    private const double Rounding = 1e-9;

    private readonly int _dimension;
    private readonly int _stride;
    private readonly Memory<double> _queryRoot;
    private readonly Memory<double> _inverse;
    private readonly Memory<double> _seen;
    private readonly Memory<double> _ratio;
    private readonly Memory<double> _seenLanes;
    private readonly Memory<double> _ratioLanes;
    private readonly double[] _factor;

    /// <summary>Prepares.</summary>
    /// <param name="taskRoot">R, d×d: the initial errors.</param>
    /// <param name="queryRoot">K, d×d.</param>
    public Amplification(Matrix<double> taskRoot, Matrix<double> queryRoot)
    {
        _dimension = taskRoot.RowCount;
        _stride = AlignedMemory.Stride(_dimension);
        _queryRoot = Rows(queryRoot);
        _inverse = Rows((taskRoot * queryRoot).Inverse());
        _seen = AlignedMemory.Allocate(AlignedMemory.Rows(_dimension) * _stride);
        _ratio = AlignedMemory.Allocate(AlignedMemory.Rows(_dimension) * _stride);
        _seenLanes = AlignedMemory.Allocate(_dimension * _dimension * LaneStatistics.Lanes);
        _ratioLanes = AlignedMemory.Allocate(_dimension * _dimension * LaneStatistics.Lanes);
        _factor = new double[_dimension * _dimension];
    }

    /// <summary>Whether some task's error has grown.</summary>
    /// <param name="errors">V_L, of which the first d rows count.</param>
    public bool Of(ReadOnlySpan<double> errors)
    {
        int d = _dimension;
        RowProduct.Set(_seen.Span, errors, _stride, 1, _queryRoot.Span, d, d, _stride);
        RowProduct.Set(_ratio.Span, _inverse.Span, _stride, 1, _seen.Span, d, d, _stride);
        ReadOnlySpan<double> ratio = _ratio.Span[..(d * _stride)];
        // ‖N‖ is at most the Frobenius norm: for most prompts that is all.
        return !(RowVector.Dot(ratio, ratio) <= 1) && !HasFactor(ratio);
    }

    /// <summary>The same of the errors of eight prompts, d×d each.</summary>
    public void Of(Memory<double> errors, Span<bool> amplifies)
    {
        int d = _dimension;
        LaneProduct.Set(_seenLanes, LaneMatrix.Of(errors, d), LaneMatrix.Shared(_queryRoot, _stride), d, d, d);
        LaneProduct.Set(_ratioLanes, LaneMatrix.Shared(_inverse, _stride), LaneMatrix.Of(_seenLanes, d), d, d, d);
        ReadOnlySpan<double> ratios = _ratioLanes.Span;
        Vector512<double> squares = Vector512<double>.Zero;
        for (int i = 0; i < ratios.Length; i += LaneStatistics.Lanes)
        {
            Vector512<double> entry = Vector512.Create(ratios[i..]);
            squares = Vector512.FusedMultiplyAdd(entry, entry, squares);
        }

        Span<double> ratio = _ratio.Span[..(d * _stride)];
        for (int lane = 0; lane < LaneStatistics.Lanes; lane++)
        {
            amplifies[lane] = false;
            if (!(squares.GetElement(lane) <= 1))
            {
                LaneMatrix.Gather(ratios, ratio, lane, d, d);
                amplifies[lane] = !HasFactor(ratio);
            }
        }
    }

    /// <summary>Whether (1 + rounding) I − N Nᵀ has a Cholesky factor.</summary>
    private bool HasFactor(ReadOnlySpan<double> ratio)
    {
        int d = _dimension;
        for (int row = 0; row < d; row++)
        {
            for (int column = 0; column <= row; column++)
            {
                double sum = row == column ? 1 + Rounding : 0;
                sum -= RowVector.Dot(ratio.Slice(row * _stride, _stride), ratio.Slice(column * _stride, _stride));
                for (int k = 0; k < column; k++)
                {
                    sum -= _factor[(row * d) + k] * _factor[(column * d) + k];
                }

                if (row == column && !(sum > 0))
                {
                    return false;
                }

                _factor[(row * d) + column] = row == column ? Math.Sqrt(sum) : sum / _factor[(column * d) + column];
            }
        }

        return true;
    }

    private Memory<double> Rows(Matrix<double> matrix)
    {
        Memory<double> rows = AlignedMemory.Allocate(AlignedMemory.Rows(_dimension) * _stride);
        AlignedMemory.CopyRows(matrix.ToArray(), rows.Span, _stride);
        return rows;
    }
}
