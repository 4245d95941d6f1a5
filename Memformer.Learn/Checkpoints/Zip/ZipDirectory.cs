using System.Text;
using Memformer.Learn.Files;

namespace Memformer.Learn.Checkpoints.Zip;

/// <summary>An entry of the central directory.</summary>
internal sealed record ZipEntry(string Name, int Method, uint Crc, long Compressed, long Length, long Offset);

/// <summary>The central directory of a zip archive, with the 64-bit extensions (PKWARE APPNOTE 6.3.10, sections 4.3 and 4.5.3).</summary>
internal static class ZipDirectory
{
    private const int EndLength = 22;
    private const int LongestComment = ushort.MaxValue;
    private const uint EndSignature = 0x06054B50;
    private const uint LocatorSignature = 0x07064B50;
    private const uint End64Signature = 0x06064B50;
    private const uint EntrySignature = 0x02014B50;
    private const int EntryLength = 46;

    public static IReadOnlyList<ZipEntry> Read(InputFile file)
    {
        (long offset, long size, long count) = FindDirectory(file);
        if (size > ReadLimits.Description || count > 2 * ReadLimits.Tensors)
        {
            throw file.Invalid(
                $"zip directory: {count} entries in {size} bytes, allowed: {2 * ReadLimits.Tensors} in {ReadLimits.Description}"
            );
        }

        byte[] bytes = file.Read(offset, size, "zip directory");
        List<ZipEntry> entries = new List<ZipEntry>();
        int position = 0;
        for (long index = 0; index < count; index++)
        {
            entries.Add(ReadEntry(file, bytes, ref position));
        }

        return entries;
    }

    private static (long Offset, long Size, long Count) FindDirectory(InputFile file)
    {
        int tail = (int)Math.Min(file.Length, EndLength + LongestComment);
        byte[] bytes = file.Read(file.Length - tail, tail, "end of the archive");
        for (int at = tail - EndLength; at >= 0; at--)
        {
            if (BitConverter.ToUInt32(bytes, at) == EndSignature)
            {
                long end = file.Length - tail + at;
                return Find64(file, end)
                    ?? (
                        BitConverter.ToUInt32(bytes, at + 16),
                        BitConverter.ToUInt32(bytes, at + 12),
                        BitConverter.ToUInt16(bytes, at + 10)
                    );
            }
        }

        throw file.Invalid("is a zip archive without its directory: cut short?");
    }

    private static (long Offset, long Size, long Count)? Find64(InputFile file, long end)
    {
        if (end < 20)
        {
            return null;
        }

        byte[] locator = file.Read(end - 20, 20, "zip64 locator");
        if (BitConverter.ToUInt32(locator) != LocatorSignature)
        {
            return null;
        }

        byte[] record = file.Read(BitConverter.ToInt64(locator, 8), 56, "zip64 end of the archive");
        return BitConverter.ToUInt32(record) == End64Signature
            ? (BitConverter.ToInt64(record, 48), BitConverter.ToInt64(record, 40), BitConverter.ToInt64(record, 32))
            : throw file.Invalid("zip64 end of the archive: not where its locator says");
    }

    private static ZipEntry ReadEntry(InputFile file, byte[] bytes, ref int position)
    {
        if (position + EntryLength > bytes.Length || BitConverter.ToUInt32(bytes, position) != EntrySignature)
        {
            throw file.Invalid($"zip directory: no entry at its byte {position}");
        }

        int start = position;
        ushort flags = BitConverter.ToUInt16(bytes, start + 8);
        ushort nameLength = BitConverter.ToUInt16(bytes, start + 28);
        ushort extraLength = BitConverter.ToUInt16(bytes, start + 30);
        position += EntryLength + nameLength + extraLength + BitConverter.ToUInt16(bytes, start + 32);
        if (position > bytes.Length)
        {
            throw file.Invalid($"zip directory: the entry at its byte {start} ends outside");
        }

        string name = Encoding.UTF8.GetString(bytes, start + EntryLength, nameLength);
        if ((flags & 1) != 0)
        {
            throw file.Invalid($"zip entry {Printable.Quote(name)}: is encrypted");
        }

        CheckName(file, name);
        long compressed = BitConverter.ToUInt32(bytes, start + 20);
        long length = BitConverter.ToUInt32(bytes, start + 24);
        long offset = BitConverter.ToUInt32(bytes, start + 42);
        // The 64-bit fields are there for those, and in the order of those, whose 32 bits are all ones.
        WideFields wide = new WideFields(bytes.AsSpan(start + EntryLength + nameLength, extraLength));
        length = wide.Replace(length);
        compressed = wide.Replace(compressed);
        offset = wide.Replace(offset);
        if (length < 0 || compressed < 0 || offset < 0)
        {
            throw file.Invalid($"zip entry {Printable.Quote(name)}: a size or an offset beyond 2^63");
        }

        return new ZipEntry(
            name,
            BitConverter.ToUInt16(bytes, start + 10),
            BitConverter.ToUInt32(bytes, start + 16),
            compressed,
            length,
            offset
        );
    }

    private static void CheckName(InputFile file, string name)
    {
        if (name.StartsWith('/') || name.Contains('\\', StringComparison.Ordinal) || name.Split('/').Contains(".."))
        {
            throw file.Invalid($"zip entry {Printable.Quote(name)}: a path that leaves the archive");
        }
    }

    /// <summary>The 64-bit numbers of the extra field with identifier 1.</summary>
    private ref struct WideFields
    {
        private ReadOnlySpan<byte> _numbers = [];

        public WideFields(ReadOnlySpan<byte> extra)
        {
            while (extra.Length >= 4)
            {
                int length = Math.Min(BitConverter.ToUInt16(extra[2..]), extra.Length - 4);
                if (BitConverter.ToUInt16(extra) == 1)
                {
                    _numbers = extra.Slice(4, length);
                    return;
                }

                extra = extra[(4 + length)..];
            }
        }

        public long Replace(long narrow)
        {
            if (narrow != uint.MaxValue || _numbers.Length < 8)
            {
                return narrow;
            }

            long number = BitConverter.ToInt64(_numbers);
            _numbers = _numbers[8..];
            return number;
        }
    }
}
