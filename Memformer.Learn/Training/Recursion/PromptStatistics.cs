using Memformer.Learn.Numerics;

namespace Memformer.Learn.Training.Recursion;

/// <summary>What an error recursion needs of one prompt, in buffers that the next draw overwrites.</summary>
/// <param name="Hessian">H, d×stride.</param>
/// <param name="Errors">V_0, rows×stride.</param>
/// <param name="Drift">N, rows×stride: what noise adds to the gradients.</param>
internal readonly record struct PromptStatistics(Memory<double> Hessian, Memory<double> Errors, Memory<double> Drift)
{
    /// <summary>Creates zeros.</summary>
    /// <param name="dimension">d.</param>
    /// <param name="rows">Rows of V.</param>
    public static PromptStatistics Allocate(int dimension, int rows)
    {
        int stride = AlignedMemory.Stride(dimension);
        return new PromptStatistics(
            AlignedMemory.Allocate(AlignedMemory.Rows(dimension) * stride),
            AlignedMemory.Allocate(AlignedMemory.Rows(rows) * stride),
            AlignedMemory.Allocate(AlignedMemory.Rows(rows) * stride)
        );
    }
}
