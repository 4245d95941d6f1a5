using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Memformer.Learn.Checkpoints.Zip;

/// <summary>
/// Writes a zip archive the way PyTorch does: entries stored, the content of each aligned to 64 bytes by an extra
/// field, no time stamps. The same entries give the same bytes.
/// </summary>
internal sealed class ZipArchiveWriter(Stream stream)
{
    private const int Alignment = 64;
    private const int LocalLength = 30;
    private const int EntryLength = 46;

    private readonly ArrayBufferWriter<byte> _directory = new();
    private long _position;
    private ushort _count;

    public void Add(string name, ReadOnlySpan<byte> content)
    {
        byte[] nameBytes = Encoding.UTF8.GetBytes(name);
        long offset = _position;
        long unpadded = offset + LocalLength + nameBytes.Length + 4;
        ushort padding = (ushort)((Alignment - (unpadded % Alignment)) % Alignment);
        byte[] local = new byte[LocalLength];
        BinaryPrimitives.WriteUInt32LittleEndian(local, 0x04034B50);
        WriteDescription(local.AsSpan(4), nameBytes, content, (ushort)(padding + 4));
        Write(local);
        Write(nameBytes);
        // An extra field without meaning: identifier, length, filling.
        Write([(byte)'F', (byte)'B', (byte)padding, 0]);
        Write(new byte[padding]);
        Write(content);
        byte[] entry = new byte[EntryLength];
        BinaryPrimitives.WriteUInt32LittleEndian(entry, 0x02014B50);
        WriteDescription(entry.AsSpan(6), nameBytes, content, extraLength: 0);
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(42), checked((uint)offset));
        _directory.Write(entry);
        _directory.Write(nameBytes);
        _count++;
    }

    /// <summary>Writes the directory, after which nothing can be added.</summary>
    public void Finish()
    {
        long start = _position;
        Write(_directory.WrittenSpan);
        byte[] end = new byte[22];
        BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06054B50);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(8), _count);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(10), _count);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(12), checked((uint)_directory.WrittenCount));
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(16), checked((uint)start));
        Write(end);
    }

    /// <summary>What the local header and the directory have in common, from the version needed to the extra field's length.</summary>
    private static void WriteDescription(Span<byte> fields, byte[] name, ReadOnlySpan<byte> content, ushort extraLength)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(fields[10..], Crc32.Of(content));
        BinaryPrimitives.WriteInt32LittleEndian(fields[14..], content.Length);
        BinaryPrimitives.WriteInt32LittleEndian(fields[18..], content.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(fields[22..], checked((ushort)name.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(fields[24..], extraLength);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        stream.Write(bytes);
        _position += bytes.Length;
    }
}
