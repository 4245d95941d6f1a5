using System.Buffers.Binary;

namespace Memformer.Learn.Checkpoints.Tensors;

/// <summary>A type of number in a checkpoint: its names in both file formats, its size and how its bytes are read.</summary>
public sealed class ElementType
{
    private readonly Func<ReadOnlySpan<byte>, double> _read;

    private ElementType(string name, string torch, string? storage, int size, Func<ReadOnlySpan<byte>, double> read)
    {
        Name = name;
        TorchName = torch;
        StorageName = storage;
        Size = size;
        _read = read;
    }

    /// <summary>IEEE double precision.</summary>
    public static ElementType Float64 { get; } =
        new("F64", "float64", "DoubleStorage", 8, BinaryPrimitives.ReadDoubleLittleEndian);

    /// <summary>IEEE single precision.</summary>
    public static ElementType Float32 { get; } =
        new("F32", "float32", "FloatStorage", 4, bytes => BinaryPrimitives.ReadSingleLittleEndian(bytes));

    /// <summary>All types that are read, widest first.</summary>
    public static IReadOnlyList<ElementType> All { get; } =
    [
        Float64,
        Float32,
        new("F16", "float16", "HalfStorage", 2, bytes => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes)),
        new("BF16", "bfloat16", "BFloat16Storage", 2, ReadBFloat16),
        new("F8_E4M3", "float8_e4m3fn", null, 1, bytes => ReadFloat8(bytes[0], mantissaBits: 3, infinities: false)),
        new("F8_E5M2", "float8_e5m2", null, 1, bytes => ReadFloat8(bytes[0], mantissaBits: 2, infinities: true)),
        new("I64", "int64", "LongStorage", 8, bytes => BinaryPrimitives.ReadInt64LittleEndian(bytes)),
        new("I32", "int32", "IntStorage", 4, bytes => BinaryPrimitives.ReadInt32LittleEndian(bytes)),
        new("I16", "int16", "ShortStorage", 2, bytes => BinaryPrimitives.ReadInt16LittleEndian(bytes)),
        new("I8", "int8", "CharStorage", 1, bytes => unchecked((sbyte)bytes[0])),
        new("U64", "uint64", null, 8, bytes => BinaryPrimitives.ReadUInt64LittleEndian(bytes)),
        new("U32", "uint32", null, 4, bytes => BinaryPrimitives.ReadUInt32LittleEndian(bytes)),
        new("U16", "uint16", null, 2, bytes => BinaryPrimitives.ReadUInt16LittleEndian(bytes)),
        new("U8", "uint8", "ByteStorage", 1, bytes => bytes[0]),
        new("BOOL", "bool", "BoolStorage", 1, bytes => bytes[0] == 0 ? 0 : 1),
    ];

    /// <summary>The name in safetensors files, such as <c>F32</c>.</summary>
    public string Name { get; }

    /// <summary>The name in PyTorch, such as <c>float32</c>.</summary>
    public string TorchName { get; }

    /// <summary>The storage class in PyTorch files, such as <c>FloatStorage</c>; null for types younger than those classes.</summary>
    public string? StorageName { get; }

    /// <summary>Bytes per number.</summary>
    public int Size { get; }

    /// <summary>Reads one number from the first <see cref="Size"/> bytes, little-endian.</summary>
    public double Read(ReadOnlySpan<byte> bytes) => _read(bytes);

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static double ReadBFloat16(ReadOnlySpan<byte> bytes) =>
        BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16);

    /// <summary>One sign bit, the exponent, the mantissa (Micikevicius et al., FP8 formats for deep learning, arXiv:2209.05433).</summary>
    private static double ReadFloat8(byte bits, int mantissaBits, bool infinities)
    {
        int exponentBits = 7 - mantissaBits;
        double sign = bits >= 0x80 ? -1.0 : 1.0;
        int exponent = (bits & 0x7F) >> mantissaBits;
        int mantissa = bits & ((1 << mantissaBits) - 1);
        int highest = (1 << exponentBits) - 1;
        if (exponent == highest && infinities)
        {
            return mantissa == 0 ? sign * double.PositiveInfinity : double.NaN;
        }

        if ((bits & 0x7F) == 0x7F)
        {
            return double.NaN;
        }

        int bias = (1 << (exponentBits - 1)) - 1;
        return exponent == 0
            ? sign * Math.ScaleB(mantissa, 1 - bias - mantissaBits)
            : sign * Math.ScaleB(mantissa + (1 << mantissaBits), exponent - bias - mantissaBits);
    }
}
