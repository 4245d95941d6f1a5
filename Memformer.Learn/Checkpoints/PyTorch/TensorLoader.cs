using Memformer.Learn.Checkpoints.Numpy;
using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Files;

namespace Memformer.Learn.Checkpoints.PyTorch;

/// <summary>
/// Reads tensors, which are views of storages: the shape, the strides and the offset are held against the storage, and
/// the storage against the file, before any number is read. Several tensors may share a storage.
/// </summary>
/// <param name="file">The file, for messages.</param>
/// <param name="readStorage">The bytes of a storage, of exactly the given length.</param>
/// <param name="bigEndian">Whether the numbers were written most significant byte first.</param>
internal sealed class TensorLoader(InputFile file, Func<string, long, byte[]> readStorage, bool bigEndian)
{
    private readonly Dictionary<string, byte[]> _storages = [];
    private long _elements;
    private long _bytes;
    private readonly long _most = ReadLimits.ElementsOf(file.Length);

    public Tensor Load(string name, PickleTensor tensor)
    {
        string place = Printable.Quote(name);
        int[] shape = CheckShape(place, tensor);
        byte[] bytes = Storage(place, tensor.Storage);
        CheckViews(place);
        int size = tensor.Type.Size;
        CheckBounds(place, tensor, bytes.Length / size);
        double[] values = new double[ReadLimits.Count(shape)];
        int[] index = new int[shape.Length];
        long position = tensor.Offset;
        Span<byte> number = stackalloc byte[8];
        for (int element = 0; element < values.Length; element++)
        {
            bytes.AsSpan((int)(position * size), size).CopyTo(number);
            if (bigEndian)
            {
                number[..size].Reverse();
            }

            values[element] = tensor.Type.Read(number[..size]);
            // Count up like an odometer, the last axis fastest.
            for (int axis = shape.Length - 1; axis >= 0; axis--)
            {
                position += tensor.Stride[axis];
                if (++index[axis] < shape[axis])
                {
                    break;
                }

                position -= tensor.Stride[axis] * shape[axis];
                index[axis] = 0;
            }
        }

        return new Tensor(tensor.Type, shape, values);
    }

    /// <summary>Reads a NumPy array, whose numbers the pickle holds itself.</summary>
    public Tensor Load(string name, PickleArray array)
    {
        string place = Printable.Quote(name);
        string code = array.Type?.Code ?? "";
        if (
            code.Length < 2
            || !int.TryParse(code[1..], out int size)
            || NpyHeader.TypeOf(code[0], size) is not { } type
        )
        {
            throw file.Invalid(
                $"{place}: a NumPy array of type {Printable.Quote(code)}, allowed: floating point, integers, booleans"
            );
        }

        if (array.Shape.Count > ReadLimits.Axes || array.Shape.Any(extent => extent is < 0 or > int.MaxValue))
        {
            throw file.Invalid($"{place}: a NumPy array whose shape is no shape");
        }

        int[] shape = [.. array.Shape.Select(extent => (int)Math.Min(extent, ReadLimits.Elements + 1))];
        long count = ReadLimits.Count(shape);
        CountElements(place, count);
        return array.Bytes.LongLength == count * size
            ? NpyArray.Values(type, array.Type!.IsBigEndian, array.IsFortran, shape, array.Bytes)
            : throw file.Invalid(
                $"{place}: {array.Bytes.Length} bytes for {count} numbers of {size} bytes in a NumPy array"
            );
    }

    private void CountElements(string place, long count)
    {
        _elements += count;
        if (_elements > _most)
        {
            throw file.Invalid($"{place}: more than {_most} numbers in all");
        }
    }

    private int[] CheckShape(string place, PickleTensor tensor)
    {
        if (tensor.Size.Count != tensor.Stride.Count || tensor.Size.Count > ReadLimits.Axes)
        {
            throw file.Invalid(
                $"{place}: {tensor.Size.Count} extents and {tensor.Stride.Count} strides, allowed: as many of both, up to {ReadLimits.Axes}"
            );
        }

        foreach (long number in tensor.Size.Concat(tensor.Stride).Append(tensor.Offset))
        {
            if (number is < 0 or > int.MaxValue)
            {
                throw file.Invalid($"{place}: an extent, stride or offset of {number}, allowed: 0 to {int.MaxValue}");
            }
        }

        int[] shape = [.. tensor.Size.Select(extent => (int)Math.Min(extent, ReadLimits.Elements + 1))];
        CountElements(place, ReadLimits.Count(shape));
        return shape;
    }

    /// <summary>Tied layers are read once each; more views than that of few numbers only make a small file costly.</summary>
    private void CheckViews(string place)
    {
        long most = ReadLimits.FreeViews + (ReadLimits.ViewsPerByte * _bytes);
        if (_elements > most)
        {
            throw file.Invalid(
                $"{place}: views of {_elements} numbers in storages of {_bytes} bytes so far, allowed: up to {most}"
            );
        }
    }

    private void CheckBounds(string place, PickleTensor tensor, long count)
    {
        if (tensor.Size.Contains(0))
        {
            return;
        }
        // Extents and strides are below 2^31 and at most 8, so the sum stays below 2^66.
        Int128 last = tensor
            .Size.Zip(tensor.Stride)
            .Aggregate((Int128)tensor.Offset, (sum, axis) => sum + ((Int128)(axis.First - 1) * axis.Second));
        if (last >= count)
        {
            throw file.Invalid($"{place}: reaches number {last} of a storage that has {count}");
        }
    }

    private byte[] Storage(string place, PickleStorage storage)
    {
        if (_storages.TryGetValue(storage.Key, out byte[]? known))
        {
            return known;
        }

        long most = _most * 8;
        if (storage.Count < 0 || storage.Count > most)
        {
            throw file.Invalid($"{place}: a storage of {storage.Count} numbers, allowed: up to {_most}");
        }

        long length = storage.Count * (storage.Type?.Size ?? 1);
        _bytes += length;
        if (_bytes > most)
        {
            throw file.Invalid($"{place}: storages of {_bytes} bytes so far, allowed: up to {most} in all");
        }

        return _storages[storage.Key] = readStorage(storage.Key, length);
    }
}
