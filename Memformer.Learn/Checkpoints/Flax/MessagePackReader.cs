using System.Buffers.Binary;
using System.Text;
using Memformer.Learn.Checkpoints.Numpy;
using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Files;

namespace Memformer.Learn.Checkpoints.Flax;

/// <summary>
/// Reads MessagePack as <c>flax.serialization</c> writes it: maps of maps whose leaves are arrays, an extension of type 1
/// that holds (shape, type, bytes). Arrays above a gigabyte, which Flax cuts into pieces, are not read.
/// </summary>
/// <remarks>Source: the MessagePack specification; flax.serialization.</remarks>
internal sealed class MessagePackReader
{
    private const int ArrayExtension = 1;

    private readonly InputFile _file;
    private readonly byte[] _bytes;
    private readonly List<KeyValuePair<string, Tensor>> _tensors = [];
    private readonly HashSet<string> _names = [];
    private readonly Dictionary<string, string> _strings = [];
    private readonly List<string> _foreign = [];
    private int _position;
    private int _values;
    private long _elements;

    private MessagePackReader(InputFile file, byte[] bytes)
    {
        _file = file;
        _bytes = bytes;
    }

    /// <summary>Whether a file can begin like this: with a map of at least one entry whose first key is text.</summary>
    public static bool Is(ReadOnlySpan<byte> start) =>
        start switch
        {
            [>= 0x81 and <= 0x8F, var key, ..] => IsText(key),
            [0xDE, _, _, var key, ..] => IsText(key),
            [0xDF, _, _, _, _, var key, ..] => IsText(key),
            _ => false,
        };

    public static ModelFile Read(InputFile file)
    {
        const long Longest = (8 * ReadLimits.Elements) + ReadLimits.Description;
        if (file.Length > Longest)
        {
            throw file.Invalid($"is a MessagePack file of {file.Length} bytes, allowed: up to {Longest}");
        }

        MessagePackReader reader = new MessagePackReader(file, file.Read(0, file.Length, "MessagePack"));
        reader.Visit("", 0);
        if (reader._position != reader._bytes.Length)
        {
            throw reader.Invalid("something follows the map");
        }

        return reader._tensors.Count > 0
            ? new ModelFile(file.Name, FileFormat.MessagePack, reader._tensors, reader._strings)
            {
                Foreign = reader._foreign,
            }
            : throw file.Invalid("holds no tensors");
    }

    private static bool IsText(byte code) => code is (>= 0xA0 and <= 0xBF) or 0xD9 or 0xDA;

    private void Visit(string name, int depth)
    {
        if (depth > ReadLimits.Depth || _values++ == ReadLimits.PickleValues)
        {
            throw Invalid(
                $"nested deeper than {ReadLimits.Depth} levels, or more than {ReadLimits.PickleValues} values"
            );
        }

        byte code = Byte();
        switch (code)
        {
            case (>= 0x80 and <= 0x8F) or 0xDE or 0xDF:
                VisitMap(name, Count(code, 0x80, 0x0F, 0xDE), depth);
                break;
            case (>= 0x90 and <= 0x9F) or 0xDC or 0xDD:
                VisitList(name, Count(code, 0x90, 0x0F, 0xDC), depth);
                break;
            case (>= 0xC7 and <= 0xC9) or (>= 0xD4 and <= 0xD8):
                VisitExtension(name, code);
                break;
            case (>= 0xA0 and <= 0xBF) or (>= 0xD9 and <= 0xDB):
                _strings.TryAdd(name, Text(code));
                break;
            default:
                Skip(code);
                break;
        }
    }

    private void VisitMap(string name, long count, int depth)
    {
        for (long entry = 0; entry < count; entry++)
        {
            byte code = Byte();
            string key =
                code <= 0x7F ? $"{code}"
                : (code is (>= 0xA0 and <= 0xBF) or (>= 0xD9 and <= 0xDB)) ? Text(code)
                : throw Invalid("a key that is neither text nor a small number");
            Visit(Join(name, key), depth + 1);
        }
    }

    private void VisitList(string name, long count, int depth)
    {
        for (long item = 0; item < count; item++)
        {
            Visit(Join(name, $"{item}"), depth + 1);
        }
    }

    private void VisitExtension(string name, byte code)
    {
        long length = code switch
        {
            0xC7 => Byte(),
            0xC8 => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
            0xC9 => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
            _ => 1L << (code - 0xD4),
        };
        sbyte type = (sbyte)Byte();
        long end = _position + length;
        if (type != ArrayExtension)
        {
            Take(length);
            _foreign.Add($"MessagePack extension {type}");
            return;
        }

        Add(name, Array(name));
        if (_position != end)
        {
            throw Invalid($"{Printable.Quote(name)}: an array of another length than it says");
        }
    }

    /// <summary>(shape, type, bytes).</summary>
    private Tensor Array(string name)
    {
        string place = Printable.Quote(name);
        byte code = Byte();
        if (code != 0x93)
        {
            throw Invalid($"{place}: an array that is not (shape, type, bytes)");
        }

        byte extents = Byte();
        if (extents is < 0x90 or > 0x90 + ReadLimits.Axes)
        {
            throw Invalid($"{place}: a shape of more than {ReadLimits.Axes} extents");
        }

        int[] shape =
        [
            .. Enumerable.Range(0, extents - 0x90).Select(_ => (int)Math.Min(Number(), ReadLimits.Elements + 1)),
        ];
        string kind = Text(Byte());
        ElementType type =
            ElementType.All.FirstOrDefault(type => type.TorchName == kind)
            ?? throw Invalid($"{place}: numbers of type {Printable.Quote(kind)}, allowed: those of NumPy and bfloat16");
        long count = ReadLimits.Count(shape);
        _elements += count;
        if (_elements > ReadLimits.Elements)
        {
            throw Invalid($"{place}: more than {ReadLimits.Elements} numbers in all");
        }

        long length = Byte() switch
        {
            0xC4 => (long)Byte(),
            0xC5 => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
            0xC6 => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
            _ => throw Invalid($"{place}: an array without bytes"),
        };
        return length == count * type.Size
            ? NpyArray.Values(type, isBigEndian: false, isFortran: false, shape, Take(length))
            : throw Invalid($"{place}: {length} bytes for {count} numbers of {type.Size} bytes");
    }

    private long Number() =>
        Byte() switch
        {
            <= 0x7F and var small => small,
            0xCC => Byte(),
            0xCD => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
            0xCE => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
            _ => throw Invalid("a shape that is not whole numbers"),
        };

    /// <summary>Passes over a number, nothing, a truth value or bytes.</summary>
    private void Skip(byte code)
    {
        long length = code switch
        {
            <= 0x7F or >= 0xE0 or 0xC0 or 0xC2 or 0xC3 => 0,
            0xCC or 0xD0 => 1,
            0xCD or 0xD1 => 2,
            0xCE or 0xD2 or 0xCA => 4,
            0xCF or 0xD3 or 0xCB => 8,
            0xC4 => (long)Byte(),
            0xC5 => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
            0xC6 => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
            _ => throw Invalid($"the code 0x{code:X2}, which MessagePack does not have"),
        };
        Take(length);
    }

    private string Text(byte code)
    {
        long length = code switch
        {
            >= 0xA0 and <= 0xBF => code & 0x1F,
            0xD9 => (long)Byte(),
            0xDA => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
            0xDB => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
            _ => throw Invalid("text is expected"),
        };
        return length <= ReadLimits.Name
            ? Encoding.UTF8.GetString(Take(length))
            : throw Invalid($"a text of {length} bytes, allowed: up to {ReadLimits.Name}");
    }

    private long Count(byte code, byte small, byte mask, byte wide) =>
        code == wide ? BinaryPrimitives.ReadUInt16BigEndian(Take(2))
        : code == wide + 1 ? BinaryPrimitives.ReadUInt32BigEndian(Take(4))
        : (code - small) & mask;

    private void Add(string name, Tensor tensor)
    {
        if (!_names.Add(name) || _names.Count > ReadLimits.Tensors)
        {
            throw Invalid($"{Printable.Quote(name)}: two tensors of that name, or more than {ReadLimits.Tensors}");
        }

        _tensors.Add(KeyValuePair.Create(name, tensor));
    }

    private string Join(string name, string key) =>
        name.Length + key.Length > ReadLimits.Name ? throw Invalid($"a name longer than {ReadLimits.Name} characters")
        : name.Length == 0 ? key
        : $"{name}.{key}";

    private byte Byte() => Take(1)[0];

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count > _bytes.Length - _position)
        {
            throw Invalid($"ends early: {count} more bytes expected, {_bytes.Length - _position} are there");
        }

        Span<byte> taken = _bytes.AsSpan(_position, (int)count);
        _position += (int)count;
        return taken;
    }

    private Exception Invalid(string problem) => _file.Invalid($"MessagePack, byte {_position}: {problem}");
}
