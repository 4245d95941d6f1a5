using System.Text.Json;
using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Files;

namespace Memformer.Learn.Checkpoints.Safetensors;

/// <summary>One tensor's entry in the header.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its numbers' type.</param>
/// <param name="Shape">Its extents.</param>
/// <param name="Begin">Where its bytes begin in the buffer after the header.</param>
/// <param name="End">Where they end.</param>
internal sealed record SafetensorsEntry(string Name, ElementType Type, int[] Shape, long Begin, long End);

/// <summary>The header of a safetensors file, read strictly: known keys only, each once.</summary>
internal sealed class SafetensorsHeader
{
    public const string MetadataKey = "__metadata__";

    private readonly InputFile _file;
    private readonly Dictionary<string, string> _metadata = [];
    private readonly List<SafetensorsEntry> _entries = [];

    private SafetensorsHeader(InputFile file) => _file = file;

    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    public IReadOnlyList<SafetensorsEntry> Entries => _entries;

    public static SafetensorsHeader Parse(InputFile file, byte[] json)
    {
        if (json.Length == 0 || json[0] != '{')
        {
            throw file.Invalid("safetensors header: must begin with '{'");
        }

        SafetensorsHeader header = new SafetensorsHeader(file);
        try
        {
            Utf8JsonReader reader = new Utf8JsonReader(json);
            reader.Read();
            header.ReadEntries(ref reader);
            if (reader.Read())
            {
                throw file.Invalid($"safetensors header: more than one value, at byte {8 + reader.TokenStartIndex}");
            }
        }
        catch (JsonException failure)
        {
            throw file.Invalid($"safetensors header: JSON {Printable.Place(failure)}");
        }
        // Strings are decoded after the syntax has been accepted, and may still hold invalid UTF-8 or lone surrogates.
        catch (InvalidOperationException failure)
        {
            throw file.Invalid($"safetensors header: {failure.Message}");
        }

        return header;
    }

    private void ReadEntries(ref Utf8JsonReader reader)
    {
        HashSet<string> names = new HashSet<string>();
        while (Next(ref reader, "header", out string? name))
        {
            if (!names.Add(name))
            {
                throw _file.Invalid($"safetensors header: the key {Quote(name)} occurs twice");
            }

            if (name == MetadataKey)
            {
                ReadMetadata(ref reader);
                continue;
            }

            if (_entries.Count == ReadLimits.Tensors)
            {
                throw _file.Invalid($"safetensors header: more than {ReadLimits.Tensors} tensors");
            }

            _entries.Add(ReadEntry(ref reader, name));
        }
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        Expect(
            ref reader,
            JsonTokenType.StartObject,
            $"{MetadataKey}, which holds strings about the file or is left out altogether"
        );
        while (Next(ref reader, MetadataKey, out string? key))
        {
            Expect(ref reader, JsonTokenType.String, $"{MetadataKey}.{Quote(key)}");
            if (!_metadata.TryAdd(key, reader.GetString()!))
            {
                throw _file.Invalid($"safetensors header: {MetadataKey}: the key {Quote(key)} occurs twice");
            }
        }
    }

    private SafetensorsEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        string place = Quote(name);
        Expect(ref reader, JsonTokenType.StartObject, place);
        ElementType? type = null;
        long[]? shape = null;
        long[]? offsets = null;
        while (Next(ref reader, place, out string? key))
        {
            bool repeated = key switch
            {
                "dtype" => type is not null,
                "shape" => shape is not null,
                "data_offsets" => offsets is not null,
                _ => throw _file.Invalid($"{place}: unknown key {Quote(key)}, allowed: dtype, shape, data_offsets"),
            };
            if (repeated)
            {
                throw _file.Invalid($"{place}: the key {key} occurs twice");
            }

            switch (key)
            {
                case "dtype":
                    type = ReadType(ref reader, place);
                    break;
                case "shape":
                    shape = ReadNumbers(ref reader, $"{place}: shape", ReadLimits.Axes);
                    break;
                default:
                    offsets = ReadNumbers(ref reader, $"{place}: data_offsets", 2);
                    break;
            }
        }

        if (type is null || shape is null || offsets is not [var begin, var end])
        {
            throw _file.Invalid($"{place}: needs dtype, shape and two data_offsets");
        }

        return new SafetensorsEntry(name, type, Extents(shape, place), begin, end);
    }

    private ElementType ReadType(ref Utf8JsonReader reader, string place)
    {
        Expect(ref reader, JsonTokenType.String, $"{place}: dtype");
        string? name = reader.GetString();
        return ElementType.All.FirstOrDefault(type => type.Name == name)
            ?? throw _file.Invalid($"{place}: dtype {Quote(name!)}, allowed: {string.Join(", ", ElementType.All)}");
    }

    private long[] ReadNumbers(ref Utf8JsonReader reader, string place, int most)
    {
        Expect(ref reader, JsonTokenType.StartArray, place);
        List<long> numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0)
            {
                throw _file.Invalid($"{place}: allowed are whole numbers from 0");
            }

            if (numbers.Count == most)
            {
                throw _file.Invalid($"{place}: more than {most} numbers");
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }

    private int[] Extents(long[] shape, string place)
    {
        int[] extents = new int[shape.Length];
        for (int axis = 0; axis < shape.Length; axis++)
        {
            extents[axis] =
                shape[axis] <= ReadLimits.Elements
                    ? (int)shape[axis]
                    : throw _file.Invalid($"{place}: an extent of {shape[axis]}, allowed: up to {ReadLimits.Elements}");
        }

        return extents;
    }

    /// <summary>Moves to the next key of an object; false at its end.</summary>
    private bool Next(ref Utf8JsonReader reader, string place, out string key)
    {
        if (!reader.Read() || reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.EndObject))
        {
            throw _file.Invalid($"safetensors header: {place}: ends early");
        }

        key = reader.TokenType == JsonTokenType.PropertyName ? reader.GetString()! : "";
        return reader.TokenType == JsonTokenType.PropertyName;
    }

    private void Expect(ref Utf8JsonReader reader, JsonTokenType type, string place)
    {
        if (!reader.Read() || reader.TokenType != type)
        {
            throw _file.Invalid($"safetensors header: {place}: found {Kind(reader.TokenType)}, expected {Kind(type)}");
        }
    }

    private static string Kind(JsonTokenType type) =>
        type switch
        {
            JsonTokenType.Null => "null",
            JsonTokenType.StartObject => "an object {…}",
            JsonTokenType.StartArray => "a list […]",
            JsonTokenType.String => "a string",
            JsonTokenType.Number => "a number",
            JsonTokenType.True or JsonTokenType.False => "true or false",
            _ => $"{type}",
        };

    private static string Quote(string name) => Printable.Quote(name);
}
