using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Memformer.Learn.Checkpoints.Tensors;

namespace Memformer.Learn.Checkpoints.PyTorch;

/// <summary>Emits the pickle instructions (protocol 2) that a state dict needs.</summary>
internal sealed class PickleWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public PickleWriter() => Emit('\u0080', '\u0002');

    public byte[] Finish()
    {
        Emit('.');
        return _bytes.WrittenSpan.ToArray();
    }

    public void Text(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        Emit('X');
        Int32(bytes.Length);
        _bytes.Write(bytes);
    }

    public void Integer(int value)
    {
        Emit('J');
        Int32(value);
    }

    public void Tuple(IEnumerable<int> values)
    {
        Emit('(');
        foreach (var value in values)
        {
            Integer(value);
        }
        Emit('t');
    }

    /// <summary>A tensor of doubles in storage <paramref name="key"/>, contiguous.</summary>
    public void Tensor(string key, Tensor tensor)
    {
        var strides = new int[tensor.Shape.Count];
        for (int axis = strides.Length - 1, stride = 1; axis >= 0; stride *= tensor.Shape[axis--])
        {
            strides[axis] = stride;
        }
        Global("torch._utils", "_rebuild_tensor_v2");
        Emit('(');
        Emit('(');
        Text("storage");
        Global("torch", ElementType.Float64.StorageName!);
        Text(key);
        Text("cpu");
        Integer(tensor.Values.Length);
        Emit('t', 'Q');
        Integer(0);
        Tuple(tensor.Shape);
        Tuple(strides);
        Emit('\u0089');
        OrderedDictionary();
        Emit('t', 'R');
    }

    /// <summary>An empty ordered dictionary; <see cref="SetItem"/> adds the last two values to it.</summary>
    public void OrderedDictionary()
    {
        Global("collections", "OrderedDict");
        Emit(')', 'R');
    }

    public void Dictionary() => Emit('}');

    public void SetItem() => Emit('s');

    /// <summary>Gives the last dictionary but one the last one's entries as attributes.</summary>
    public void SetAttributes() => Emit('b');

    private void Global(string module, string name)
    {
        Emit('c');
        _bytes.Write(Encoding.ASCII.GetBytes($"{module}\n{name}\n"));
    }

    private void Emit(params ReadOnlySpan<char> instructions)
    {
        foreach (var instruction in instructions)
        {
            _bytes.Write([(byte)instruction]);
        }
    }

    private void Int32(int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        _bytes.Write(bytes);
    }
}
