using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Memformer.Learn.Training.Runs;

/// <summary>
/// Scalars for TensorBoard: records of TensorFlow's format, each an <c>Event</c> of its protocol buffers. torch has a writer
/// too, but a run that needs no torch should not load it for five fields.
/// </summary>
/// <remarks>Source: tensorflow/core/util/event.proto and tensorflow/core/lib/io/record_writer.h.</remarks>
internal sealed class EventFile : IDisposable
{
    private const string Version = "brain.Event:2";
    private const uint ChecksumMask = 0xA282EAD8;
    private const int WireFixed64 = 1;
    private const int WireBytes = 2;
    private const int WireFixed32 = 5;
    private readonly FileStream _file;

    /// <summary>Begins a file; its name holds the time, so that a resumed run adds another.</summary>
    /// <param name="folder">Created where it is not there.</param>
    public EventFile(string folder)
    {
        Directory.CreateDirectory(folder);
        string name = string.Create(
            CultureInfo.InvariantCulture,
            $"events.out.tfevents.{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0:F3}.{Environment.MachineName}.{Environment.ProcessId}"
        );
        _file = new FileStream(Path.Combine(folder, name), FileMode.Append, FileAccess.Write, FileShare.Read);
        using MemoryStream version = new();
        WriteBytes(version, 3, Encoding.UTF8.GetBytes(Version));
        WriteEvent(0, version.ToArray());
    }

    /// <summary>Adds one number.</summary>
    /// <param name="tag">The curve.</param>
    /// <param name="value">Stored in single precision.</param>
    /// <param name="step">The training step.</param>
    public void Write(string tag, double value, long step)
    {
        using MemoryStream scalar = new();
        WriteBytes(scalar, 1, Encoding.UTF8.GetBytes(tag));
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(number, (float)value);
        WriteKey(scalar, 2, WireFixed32);
        scalar.Write(number);
        using MemoryStream summary = new();
        WriteBytes(summary, 1, scalar.ToArray());
        using MemoryStream field = new();
        WriteBytes(field, 5, summary.ToArray());
        WriteEvent(step, field.ToArray());
        _file.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void WriteEvent(long step, byte[] content)
    {
        using MemoryStream record = new();
        Span<byte> time = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(time, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0);
        WriteKey(record, 1, WireFixed64);
        record.Write(time);
        WriteKey(record, 2, 0);
        WriteVariable(record, (ulong)step);
        record.Write(content);
        byte[] data = record.ToArray();
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)data.Length);
        _file.Write(length);
        WriteChecksum(length);
        _file.Write(data);
        WriteChecksum(data);
    }

    /// <summary>CRC-32C, rotated and moved, so that a checksum of data that holds checksums is none of theirs.</summary>
    private void WriteChecksum(ReadOnlySpan<byte> data)
    {
        uint sum = uint.MaxValue;
        foreach (byte value in data)
        {
            sum = BitOperations.Crc32C(sum, value);
        }

        Span<byte> masked = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(masked, unchecked(BitOperations.RotateRight(~sum, 15) + ChecksumMask));
        _file.Write(masked);
    }

    private static void WriteKey(Stream stream, int field, int wire) =>
        WriteVariable(stream, (ulong)((field << 3) | wire));

    private static void WriteBytes(Stream stream, int field, byte[] content)
    {
        WriteKey(stream, field, WireBytes);
        WriteVariable(stream, (ulong)content.Length);
        stream.Write(content);
    }

    private static void WriteVariable(Stream stream, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            stream.WriteByte((byte)((value & 0x7F) | 0x80));
        }

        stream.WriteByte((byte)value);
    }
}
