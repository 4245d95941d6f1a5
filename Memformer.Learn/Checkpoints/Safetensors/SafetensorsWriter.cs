using System.Buffers.Binary;
using System.Text.Json;
using Memformer.Learn.Checkpoints.Tensors;

namespace Memformer.Learn.Checkpoints.Safetensors;

/// <summary>
/// Writes safetensors files in double precision, with a digest of their content. The same tensors and metadata give the same
/// bytes.
/// </summary>
public static class SafetensorsWriter
{
    /// <summary>Writes tensors and strings; the names must be distinct.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="tensors">By name, written in this order.</param>
    /// <param name="metadata">Strings, written in this order.</param>
    public static void Write(
        Stream stream,
        IReadOnlyList<KeyValuePair<string, Tensor>> tensors,
        IReadOnlyList<KeyValuePair<string, string>> metadata
    )
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        byte[] header = Header(tensors, metadata);
        // Spaces after the JSON align the numbers to 8 bytes, as the format recommends.
        int padded = (header.Length + 7) / 8 * 8;
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(number, padded);
        stream.Write(number);
        stream.Write(header);
        for (int pad = header.Length; pad < padded; pad++)
        {
            stream.WriteByte((byte)' ');
        }

        foreach (double value in tensors.SelectMany(tensor => tensor.Value.Values))
        {
            BinaryPrimitives.WriteDoubleLittleEndian(number, value);
            stream.Write(number);
        }
    }

    private static byte[] Header(
        IReadOnlyList<KeyValuePair<string, Tensor>> tensors,
        IReadOnlyList<KeyValuePair<string, string>> metadata
    )
    {
        using MemoryStream buffer = new MemoryStream();
        using (Utf8JsonWriter json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject(SafetensorsHeader.MetadataKey);
            foreach ((string? key, string? value) in metadata)
            {
                json.WriteString(key, value);
            }

            json.WriteString(ContentDigest.Key, ContentDigest.Of(tensors, metadata));
            json.WriteEndObject();
            long begin = 0;
            foreach ((string? name, Tensor? tensor) in tensors)
            {
                long end = begin + (8L * tensor.Values.Length);
                json.WriteStartObject(name);
                json.WriteString("dtype", ElementType.Float64.Name);
                WriteNumbers(json, "shape", tensor.Shape.Select(extent => (long)extent));
                WriteNumbers(json, "data_offsets", [begin, end]);
                json.WriteEndObject();
                begin = end;
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string key, IEnumerable<long> numbers)
    {
        json.WriteStartArray(key);
        foreach (long number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
