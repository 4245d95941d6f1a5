using Memformer.Learn.Numerics;

namespace Memformer.Learn.Problems;

/// <summary>
/// One prompt's numbers, in buffers that the next draw overwrites: a sampler fills it, nobody keeps it. Rows are padded
/// with zeros to <see cref="Stride"/>.
/// </summary>
public sealed class Prompt
{
    private readonly Memory<double> _rows;
    private readonly double[] _noise;

    /// <summary>Creates empty buffers.</summary>
    /// <param name="dimension">d ≥ 1.</param>
    /// <param name="context">n ≥ 1.</param>
    public Prompt(int dimension, int context)
    {
        Dimension = dimension;
        Context = context;
        Stride = AlignedMemory.Stride(dimension);
        _rows = AllocateRows(context, Stride);
        _noise = new double[AlignedMemory.Rows(context)];
    }

    /// <summary>d.</summary>
    public int Dimension { get; }

    /// <summary>n.</summary>
    public int Context { get; }

    /// <summary>The padded length of a row.</summary>
    public int Stride { get; }

    /// <summary>x_1 … x_n as rows, n×stride.</summary>
    public Span<double> Covariates => _rows.Span[..(Context * Stride)];

    /// <summary>x_q, one padded row.</summary>
    public Span<double> Query => _rows.Span.Slice(Context * Stride, Stride);

    /// <summary>w*, one padded row.</summary>
    public Span<double> Task => _rows.Span.Slice((Context + 1) * Stride, Stride);

    /// <summary>σ ε_1 … σ ε_n, the noise in the answers.</summary>
    public Span<double> Noise => _noise.AsSpan(0, Context);

    /// <summary>Covariates, query and task, one behind the other, and the rows that a product writes beyond them.</summary>
    internal Span<double> Rows => _rows.Span;

    /// <summary>Room for <see cref="Rows"/>.</summary>
    internal static Memory<double> AllocateRows(int context, int stride) =>
        AlignedMemory.Allocate((context + 1 + AlignedMemory.Rows(1)) * stride);
}
