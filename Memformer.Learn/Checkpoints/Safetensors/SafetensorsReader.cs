using System.Buffers.Binary;
using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Files;

namespace Memformer.Learn.Checkpoints.Safetensors;

/// <summary>
/// Reads safetensors files: the length of the header as 8 little-endian bytes, the header, and a buffer that the
/// tensors fill without holes or overlaps.
/// </summary>
internal static class SafetensorsReader
{
    public static ModelFile Read(InputFile file, long most = ReadLimits.Elements)
    {
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(file.Read(0, 8, "header length"));
        if (length > ReadLimits.Description)
        {
            throw file.Invalid($"safetensors header: claims {length} bytes, allowed: up to {ReadLimits.Description}");
        }

        SafetensorsHeader header = SafetensorsHeader.Parse(file, file.Read(8, (long)length, "safetensors header"));
        long start = 8 + (long)length;
        CheckLayout(file, header, file.Length - start, most);
        IEnumerable<KeyValuePair<string, Tensor>> tensors = header.Entries.Select(entry =>
            KeyValuePair.Create(entry.Name, ReadTensor(file, start, entry))
        );
        ModelFile found = new(file.Name, FileFormat.Safetensors, [.. tensors], header.Metadata);
        CheckDigest(found);
        return found;
    }

    private static void CheckDigest(ModelFile file)
    {
        if (
            file.Metadata.TryGetValue(ContentDigest.Key, out string? digest)
            && digest != ContentDigest.Of(file.Tensors, file.Metadata)
        )
        {
            throw file.Invalid(
                $"is damaged: its content does not match its {ContentDigest.Key}; where it was changed on purpose, drop that string from the metadata"
            );
        }
    }

    private static void CheckLayout(InputFile file, SafetensorsHeader header, long buffer, long most)
    {
        long position = 0;
        long elements = 0;
        foreach (SafetensorsEntry? entry in header.Entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            string place = Printable.Quote(entry.Name);
            long count = ReadLimits.Count(entry.Shape, most);
            elements += count;
            if (elements > most)
            {
                throw file.Invalid($"{place}: more than {most} numbers in all");
            }

            if (entry.End < entry.Begin || entry.End - entry.Begin != count * entry.Type.Size)
            {
                throw file.Invalid(
                    $"{place}: data_offsets {entry.Begin} to {entry.End}, expected {count} numbers of {entry.Type.Size} bytes"
                );
            }

            if (entry.Begin != position)
            {
                string fault = entry.Begin < position ? "overlaps the tensor before it" : "leaves a hole before it";
                throw file.Invalid(
                    $"{place}: begins at byte {entry.Begin} of the buffer and {fault}, expected {position}"
                );
            }

            position = entry.End;
        }

        if (position != buffer)
        {
            throw file.Invalid($"the tensors take {position} bytes, the file has {buffer} after its header");
        }
    }

    private static Tensor ReadTensor(InputFile file, long start, SafetensorsEntry entry)
    {
        byte[] bytes = file.Read(start + entry.Begin, entry.End - entry.Begin, Printable.Quote(entry.Name));
        double[] values = new double[bytes.Length / entry.Type.Size];
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = entry.Type.Read(bytes.AsSpan(index * entry.Type.Size));
        }

        return new Tensor(entry.Type, entry.Shape, values);
    }
}
