using System.IO.Compression;
using System.Text;
using Memformer.Learn.Files;

namespace Memformer.Learn.Checkpoints.Zip;

/// <summary>
/// Reads entries of a zip archive by name. PyTorch stores entries without compression; compressed ones are read up
/// to the length they claim, which is bounded first. Nothing is ever extracted to the disk.
/// </summary>
internal sealed class ZipArchiveReader
{
    private const uint LocalSignature = 0x04034B50;

    /// <summary>What a deflate stream may take beyond its content, generously.</summary>
    private const long DeflateOverhead = 1 << 16;

    private readonly InputFile _file;
    private readonly Dictionary<string, ZipEntry> _entries = [];

    public ZipArchiveReader(InputFile file)
    {
        _file = file;
        long taken = 0;
        foreach (ZipEntry entry in ZipDirectory.Read(file))
        {
            if (!_entries.TryAdd(entry.Name, entry))
            {
                throw file.Invalid($"zip entry {Printable.Quote(entry.Name)} occurs twice");
            }
            // Entries that share bytes of the file would have them unpacked again and again.
            // One that alone is longer than the file is refused where it is read.
            long own = Math.Min(entry.Compressed, file.Length);
            if (own > file.Length - taken && own == entry.Compressed)
            {
                throw file.Invalid(
                    $"zip entry {Printable.Quote(entry.Name)}: the entries take more bytes than the file has, so some overlap"
                );
            }

            taken += own;
        }
    }

    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>An entry's bytes, its checksum verified; null if there is no such entry.</summary>
    public byte[]? Read(string name, long most)
    {
        if (!_entries.TryGetValue(name, out ZipEntry? entry))
        {
            return null;
        }

        string place = $"zip entry {Printable.Quote(name)}";
        if (entry.Length > most)
        {
            throw _file.Invalid($"{place}: claims {entry.Length} bytes, allowed: up to {most}");
        }

        if (entry.Compressed > entry.Length + DeflateOverhead)
        {
            throw _file.Invalid($"{place}: {entry.Compressed} bytes for a content of {entry.Length}");
        }

        byte[] header = _file.Read(entry.Offset, 30, place);
        if (BitConverter.ToUInt32(header) != LocalSignature)
        {
            throw _file.Invalid($"{place}: no local header at byte {entry.Offset}");
        }

        ushort nameLength = BitConverter.ToUInt16(header, 26);
        string own = Encoding.UTF8.GetString(_file.Read(entry.Offset + 30, nameLength, place));
        if (own != name)
        {
            throw _file.Invalid($"{place}: is {Printable.Quote(own)} in its local header, expected one name");
        }

        long start = entry.Offset + 30 + nameLength + BitConverter.ToUInt16(header, 28);
        byte[] bytes = Decompress(entry, _file.Read(start, entry.Compressed, place), place);
        return Crc32.Of(bytes) == entry.Crc
            ? bytes
            : throw _file.Invalid($"{place}: its CRC-32 is {Crc32.Of(bytes):X8}, the archive says {entry.Crc:X8}");
    }

    private byte[] Decompress(ZipEntry entry, byte[] stored, string place)
    {
        switch (entry.Method)
        {
            case 0 when stored.Length == entry.Length:
                return stored;
            case 8:
                try
                {
                    using DeflateStream deflate = new DeflateStream(
                        new MemoryStream(stored),
                        CompressionMode.Decompress
                    );
                    byte[] bytes = new byte[entry.Length];
                    deflate.ReadExactly(bytes);
                    return deflate.ReadByte() < 0
                        ? bytes
                        : throw _file.Invalid($"{place}: holds more than the {entry.Length} bytes it claims");
                }
                catch (Exception failure) when (failure is InvalidDataException or EndOfStreamException)
                {
                    throw _file.Invalid($"{place}: {failure.Message}");
                }
            default:
                throw _file.Invalid(
                    $"{place}: compression method {entry.Method} with {stored.Length} bytes for {entry.Length}, allowed: 0 (stored), 8 (deflate)"
                );
        }
    }
}
