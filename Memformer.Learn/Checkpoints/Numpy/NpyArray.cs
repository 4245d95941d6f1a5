using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Files;

namespace Memformer.Learn.Checkpoints.Numpy;

/// <summary>One NumPy array (<c>.npy</c>): its header and its numbers, in C or in Fortran order. No pickled objects.</summary>
internal static class NpyArray
{
    /// <summary>The numbers of an array.</summary>
    /// <param name="file">For messages.</param>
    /// <param name="place">What the messages call the array.</param>
    /// <param name="bytes">The whole array.</param>
    /// <param name="most">How many numbers it may hold.</param>
    public static Tensor Numbers(InputFile file, string place, byte[] bytes, long most)
    {
        NpyHeader header = NpyHeader.Parse(file, place, bytes);
        if (header.Type is not { } type)
        {
            throw file.Invalid(
                $"{place}: type {header.Kind}{header.Size}, allowed: floating point, integers, booleans"
            );
        }

        int count = Count(file, place, header, type.Size, bytes.Length, most);
        return Values(
            type,
            header.IsBigEndian,
            header.IsFortran,
            header.Shape,
            bytes.AsSpan(header.Start, count * type.Size)
        );
    }

    /// <summary>The numbers of an array whose description is known, and whose bytes are as many as it needs.</summary>
    public static Tensor Values(
        ElementType type,
        bool isBigEndian,
        bool isFortran,
        IReadOnlyList<int> shape,
        ReadOnlySpan<byte> bytes
    )
    {
        double[] values = Numbers(type, isBigEndian, bytes);
        return new Tensor(type, shape, isFortran ? InCOrder(values, shape) : values);
    }

    /// <summary>The text of a scalar array of text (<c>np.array("…")</c>); null if it holds something else.</summary>
    public static string? Text(InputFile file, string place, byte[] bytes)
    {
        NpyHeader header = NpyHeader.Parse(file, place, bytes);
        if (header.Kind != 'U' || header.Shape.Count > 0)
        {
            return null;
        }

        if (header.Size > ReadLimits.Description / 4 || bytes.Length - header.Start != 4L * header.Size)
        {
            throw file.Invalid($"{place}: {bytes.Length - header.Start} bytes for a text of {header.Size} characters");
        }

        UTF32Encoding encoding = new UTF32Encoding(
            header.IsBigEndian,
            byteOrderMark: false,
            throwOnInvalidCharacters: false
        );
        return encoding.GetString(bytes.AsSpan(header.Start)).TrimEnd('\0');
    }

    /// <summary>An array of doubles in C order.</summary>
    public static byte[] Of(Tensor tensor)
    {
        byte[] header = Header("<f8", tensor.Shape);
        byte[] bytes = new byte[header.Length + (8 * tensor.Values.Length)];
        header.CopyTo(bytes, 0);
        for (int index = 0; index < tensor.Values.Length; index++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(header.Length + (8 * index)), tensor.Values[index]);
        }

        return bytes;
    }

    /// <summary>A scalar array of text.</summary>
    public static byte[] Of(string text)
    {
        byte[] characters = Encoding.UTF32.GetBytes(text);
        return
        [
            .. Header($"<U{Math.Max(1, characters.Length / 4)}", []),
            .. characters.Length > 0 ? characters : new byte[4],
        ];
    }

    private static double[] Numbers(ElementType type, bool isBigEndian, ReadOnlySpan<byte> bytes)
    {
        if (type == ElementType.Float64 && !isBigEndian && BitConverter.IsLittleEndian)
        {
            return MemoryMarshal.Cast<byte, double>(bytes).ToArray();
        }

        double[] values = new double[bytes.Length / type.Size];
        Span<byte> number = stackalloc byte[type.Size];
        for (int index = 0; index < values.Length; index++)
        {
            bytes.Slice(index * type.Size, type.Size).CopyTo(number);
            if (isBigEndian)
            {
                number.Reverse();
            }

            values[index] = type.Read(number);
        }

        return values;
    }

    private static byte[] Header(string type, IReadOnlyList<int> shape)
    {
        string extents = shape.Count == 1 ? $"{shape[0]}," : string.Join(", ", shape);
        string text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({extents}), }}";
        // Padded so that the numbers begin at a multiple of 64, as NumPy does.
        int length = ((10 + text.Length + 1 + 63) / 64 * 64) - 10;
        byte[] bytes = new byte[10 + length];
        NpyHeader.Magic.CopyTo(bytes);
        bytes[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)length);
        Encoding.ASCII.GetBytes(text.PadRight(length - 1) + "\n", bytes.AsSpan(10));
        return bytes;
    }

    private static int Count(InputFile file, string place, NpyHeader header, int size, int length, long most)
    {
        long count = ReadLimits.Count(header.Shape, most);
        if (count > most)
        {
            throw file.Invalid($"{place}: more than {most} numbers");
        }

        return length - header.Start == count * size
            ? (int)count
            : throw file.Invalid(
                $"{place}: {length - header.Start} bytes after the header, its shape needs {count} numbers of {size}"
            );
    }

    private static double[] InCOrder(double[] values, IReadOnlyList<int> shape)
    {
        double[] ordered = new double[values.Length];
        int[] index = new int[shape.Count];
        for (int from = 0; from < values.Length; from++)
        {
            int to = 0;
            for (int axis = 0; axis < shape.Count; axis++)
            {
                to = (to * shape[axis]) + index[axis];
            }

            ordered[to] = values[from];
            for (int axis = 0; axis < shape.Count && ++index[axis] == shape[axis]; axis++)
            {
                index[axis] = 0;
            }
        }

        return ordered;
    }
}
