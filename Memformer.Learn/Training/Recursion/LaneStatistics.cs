using Memformer.Learn.Numerics;

namespace Memformer.Learn.Training.Recursion;

/// <summary>What an error recursion needs of eight prompts, side by side; the next draw overwrites it.</summary>
/// <param name="Hessian">H, d×d.</param>
/// <param name="Errors">V_0, rows×d.</param>
/// <param name="Drift">N, rows×d: what noise adds to the gradients.</param>
/// <param name="Weights">The prompts' weights in means under the law; 0 for those that are not drawn.</param>
internal readonly record struct LaneStatistics(
    Memory<double> Hessian,
    Memory<double> Errors,
    Memory<double> Drift,
    Memory<double> Weights
)
{
    /// <summary>How many prompts.</summary>
    public const int Lanes = AlignedMemory.Lanes;

    /// <summary>Creates zeros around V_0.</summary>
    /// <param name="errors">V_0.</param>
    /// <param name="dimension">d.</param>
    /// <param name="rows">Rows of V.</param>
    public static LaneStatistics Around(Memory<double> errors, int dimension, int rows) =>
        new(
            AlignedMemory.Allocate(dimension * dimension * Lanes),
            errors,
            AlignedMemory.Allocate(rows * dimension * Lanes),
            AlignedMemory.Allocate(Lanes)
        );

    /// <summary>Sets one prompt's H, V_0, N and weight to 0.</summary>
    public void Clear(int lane)
    {
        foreach (Memory<double> part in (ReadOnlySpan<Memory<double>>)[Hessian, Errors, Drift, Weights])
        {
            Span<double> values = part.Span;
            for (int i = lane; i < values.Length; i += Lanes)
            {
                values[i] = 0;
            }
        }
    }
}
