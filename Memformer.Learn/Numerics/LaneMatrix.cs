namespace Memformer.Learn.Numerics;

/// <summary>
/// A matrix of eight prompts at once (entry (i, j) of the eight lies side by side), or one matrix of numbers that the eight
/// share.
/// </summary>
/// <param name="Values">The entries: vectors of eight, or single numbers where shared.</param>
/// <param name="RowStep">The distance, in entries, between consecutive rows.</param>
/// <param name="ColumnStep">The distance, in entries, between consecutive columns.</param>
/// <param name="IsShared">Whether an entry is one number for all eight.</param>
internal readonly record struct LaneMatrix(Memory<double> Values, int RowStep, int ColumnStep, bool IsShared)
{
    /// <summary>The transpose, without a copy.</summary>
    public LaneMatrix Transposed => this with { RowStep = ColumnStep, ColumnStep = RowStep };

    /// <summary>A matrix of eight prompts, in row-major order.</summary>
    public static LaneMatrix Of(Memory<double> values, int columns) => new(values, columns, 1, false);

    /// <summary>A matrix that eight prompts share, in rows of the given stride.</summary>
    public static LaneMatrix Shared(Memory<double> values, int stride) => new(values, stride, 1, true);

    /// <summary>Puts one prompt's padded rows into its lane.</summary>
    public static void Scatter(ReadOnlySpan<double> padded, Span<double> lanes, int lane, int rows, int dimension)
    {
        int stride = AlignedMemory.Stride(dimension);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < dimension; column++)
            {
                lanes[(((row * dimension) + column) * AlignedMemory.Lanes) + lane] = padded[(row * stride) + column];
            }
        }
    }

    /// <summary>Takes one prompt's rows out of its lane; the padding is left as it is.</summary>
    public static void Gather(ReadOnlySpan<double> lanes, Span<double> padded, int lane, int rows, int dimension)
    {
        int stride = AlignedMemory.Stride(dimension);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < dimension; column++)
            {
                padded[(row * stride) + column] = lanes[(((row * dimension) + column) * AlignedMemory.Lanes) + lane];
            }
        }
    }
}
