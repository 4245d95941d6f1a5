using Memformer.Learn.Numerics;

namespace Memformer.Learn.Training.Recursion;

/// <summary>
/// The weights of a network in canonical form, <c>w_{l+1} = w_l − Σ_{j≤l} Σ_h g_{l,j,h} A_{j,h} ∇f(w_j)</c>, laid out for
/// <see cref="ErrorRecursion"/>.
/// </summary>
/// <remarks>Source: Dutta and Sra, arXiv:2410.07263, section 3.</remarks>
public sealed class RecursionWeights
{
    private readonly Memory<double> _preconditioners;
    private readonly Memory<double> _transposed;
    private readonly Memory<double> _values;
    private readonly double[] _byLayer;
    private readonly double[] _byRegister;
    private readonly bool _hasMemory;

    /// <summary>Creates zero weights.</summary>
    /// <param name="layers">L.</param>
    /// <param name="heads">H, the number of heads in every layer.</param>
    /// <param name="dimension">d.</param>
    /// <param name="hasMemory">Whether a layer may use earlier layers' gradients; where not, g_{l,j} = 0 for j &lt; l.</param>
    /// <param name="hasValues">Whether layers change X (GD++).</param>
    public RecursionWeights(int layers, int heads, int dimension, bool hasMemory, bool hasValues = false)
    {
        Layers = layers;
        Heads = heads;
        Dimension = dimension;
        Stride = AlignedMemory.Stride(dimension);
        _hasMemory = hasMemory;
        HasValues = hasValues;
        _preconditioners = AlignedMemory.Allocate(layers * heads * dimension * Stride);
        _transposed = AlignedMemory.Allocate(layers * heads * dimension * Stride);
        _values = AlignedMemory.Allocate(hasValues ? layers * heads * dimension * Stride : 0);
        _byLayer = new double[layers * layers * heads];
        _byRegister = new double[layers * layers * heads];
    }

    /// <summary>L.</summary>
    public int Layers { get; }

    /// <summary>H.</summary>
    public int Heads { get; }

    /// <summary>d.</summary>
    public int Dimension { get; }

    /// <summary>The padded length of a row.</summary>
    public int Stride { get; }

    /// <summary>The length of the gate array, L·L·H.</summary>
    public int GateCount => _byLayer.Length;

    /// <summary>The length of the preconditioner array without padding, L·H·d·d.</summary>
    public int PreconditionerCount => Layers * Heads * Dimension * Dimension;

    /// <summary>Whether layers change X.</summary>
    public bool HasValues { get; }

    /// <summary>Replaces all weights of a network that does not change X.</summary>
    /// <inheritdoc cref="Set(ReadOnlySpan{double}, ReadOnlySpan{double}, ReadOnlySpan{double})"/>
    public void Set(ReadOnlySpan<double> preconditioners, ReadOnlySpan<double> gates) =>
        Set(preconditioners, [], gates);

    /// <summary>Replaces all weights.</summary>
    /// <param name="preconditioners">A, (L, H, d, d) in row-major order.</param>
    /// <param name="values">B, of the same shape; empty where X never changes.</param>
    /// <param name="gates">g, (L, L, H) in row-major order; entries with j &gt; l are not read.</param>
    public void Set(ReadOnlySpan<double> preconditioners, ReadOnlySpan<double> values, ReadOnlySpan<double> gates)
    {
        SetGates(gates);
        for (int row = 0; row * Dimension < values.Length; row++)
        {
            values.Slice(row * Dimension, Dimension).CopyTo(_values.Span[(row * Stride)..]);
        }

        int square = Dimension * Dimension;
        for (int block = 0; block < Layers * Heads; block++)
        {
            Span<double> rows = _preconditioners.Span[(block * Dimension * Stride)..];
            Span<double> columns = _transposed.Span[(block * Dimension * Stride)..];
            ReadOnlySpan<double> source = preconditioners.Slice(block * square, square);
            for (int i = 0; i < Dimension; i++)
            {
                for (int j = 0; j < Dimension; j++)
                {
                    rows[(i * Stride) + j] = source[(i * Dimension) + j];
                    columns[(j * Stride) + i] = source[(i * Dimension) + j];
                }
            }
        }
    }

    /// <summary>−g_{l,j,h} for j = first … l and all h, in this order: the factors of the steps in layer l.</summary>
    internal ReadOnlySpan<double> NegativeGatesInto(int layer) =>
        _byLayer.AsSpan()[GateIndex(layer, FirstRegister(layer), 0)..GateIndex(layer, layer + 1, 0)];

    /// <summary>−g_{l,j,h} for l = j … last: the factors with which layers use a step.</summary>
    internal ReadOnlySpan<double> NegativeGatesOf(int register, int head) =>
        _byRegister.AsSpan((((register * Heads) + head) * Layers) + register, LastLayer(register) - register + 1);

    /// <summary>The first register that layer l may use.</summary>
    internal int FirstRegister(int layer) => _hasMemory ? 0 : layer;

    /// <summary>The last layer that may use register j.</summary>
    internal int LastLayer(int register) => _hasMemory ? Layers - 1 : register;

    internal int GateIndex(int layer, int register, int head) => (((layer * Layers) + register) * Heads) + head;

    private void SetGates(ReadOnlySpan<double> gates)
    {
        for (int layer = 0; layer < Layers; layer++)
        {
            for (int register = 0; register <= layer; register++)
            {
                for (int head = 0; head < Heads; head++)
                {
                    int index = GateIndex(layer, register, head);
                    _byLayer[index] = -gates[index];
                    _byRegister[(((register * Heads) + head) * Layers) + layer] = -gates[index];
                }
            }
        }
    }

    internal ReadOnlySpan<double> Rows(int register, int head) =>
        _preconditioners.Span.Slice(((register * Heads) + head) * Dimension * Stride, Dimension * Stride);

    internal ReadOnlySpan<double> Columns(int register, int head) =>
        _transposed.Span.Slice(((register * Heads) + head) * Dimension * Stride, Dimension * Stride);

    /// <summary>A of a head, for eight prompts.</summary>
    internal LaneMatrix Preconditioner(int register, int head) =>
        LaneMatrix.Shared(
            _preconditioners.Slice(((register * Heads) + head) * Dimension * Stride, Dimension * Stride),
            Stride
        );

    /// <summary>B of a head, for eight prompts.</summary>
    internal LaneMatrix Value(int register, int head) =>
        LaneMatrix.Shared(_values.Slice(((register * Heads) + head) * Dimension * Stride, Dimension * Stride), Stride);
}
