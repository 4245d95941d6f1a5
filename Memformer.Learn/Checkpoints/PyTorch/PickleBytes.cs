using System.Buffers.Binary;
using System.Text;
using Memformer.Learn.Files;

namespace Memformer.Learn.Checkpoints.PyTorch;

/// <summary>The bytes of a pickle, read in order; every failure names the byte.</summary>
/// <param name="file">The file, for messages.</param>
/// <param name="place">Which pickle this is, for messages.</param>
/// <param name="bytes">The bytes; a pickle may be followed by others.</param>
/// <param name="position">Where the pickle begins.</param>
internal sealed class PickleBytes(InputFile file, string place, byte[] bytes, int position = 0)
{
    public int Position { get; private set; } = position;

    /// <summary>Objects that the pickle may make.</summary>
    public int MostObjects { get; } = ReadLimits.PickleValuesOf(file.Length);

    public byte Byte() => Take(1)[0];

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public byte[] Blob(long length) => Take(length).ToArray();

    public int UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public double Float() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    /// <summary>A two's-complement number of the given number of bytes, least significant first.</summary>
    public long Long(int length)
    {
        if (length > 8)
        {
            throw Invalid($"a whole number of {length} bytes, allowed: up to 8");
        }

        ReadOnlySpan<byte> digits = Take(length);
        long value = length > 0 && digits[^1] >= 0x80 ? -1 : 0;
        for (int index = length - 1; index >= 0; index--)
        {
            value = (value << 8) | digits[index];
        }

        return value;
    }

    public string Text(long length) => Encoding.UTF8.GetString(Take(length));

    /// <summary>Text up to a line feed, which is consumed.</summary>
    public string Line()
    {
        int length = bytes.AsSpan(Position).IndexOf((byte)'\n');
        if (length is < 0 or > 1000)
        {
            throw Invalid("a name without an end, or longer than 1000 bytes");
        }

        string line = Text(length);
        Position++;
        return line;
    }

    public void Skip(int count) => Take(count);

    public Exception Invalid(string problem) => file.Invalid($"{place}, byte {Position}: {problem}");

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > bytes.Length - Position)
        {
            throw Invalid($"ends early: {count} more bytes expected, {bytes.Length - Position} are there");
        }

        Span<byte> taken = bytes.AsSpan(Position, (int)count);
        Position += (int)count;
        return taken;
    }
}
