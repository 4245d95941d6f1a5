using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Memformer.Learn.Checkpoints.Tensors;

namespace Memformer.Learn.Checkpoints.PyTorch;

/// <summary>Emits the pickle instructions that a state dict (protocol 2) and a dictionary of arrays (3) need.</summary>
internal sealed class PickleWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public PickleWriter(int protocol = 2) => Emit('\u0080', (char)protocol);

    public byte[] Finish()
    {
        Emit('.');
        return _bytes.WrittenSpan.ToArray();
    }

    public void Text(string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
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
        foreach (int value in values)
        {
            Integer(value);
        }

        Emit('t');
    }

    /// <summary>A tensor of doubles in storage <paramref name="key"/>, contiguous.</summary>
    public void Tensor(string key, Tensor tensor)
    {
        int[] strides = new int[tensor.Shape.Count];
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

    /// <summary>An array of doubles in C order, by the function that both ages of NumPy find under this name.</summary>
    public void Array(IReadOnlyList<int> shape, byte[] content)
    {
        Global("numpy.core.multiarray", "_reconstruct");
        Emit('(');
        Global("numpy", "ndarray");
        Tuple([0]);
        Bytes("b"u8);
        Emit('t', 'R', '(');
        Integer(1);
        Tuple(shape);
        Global("numpy", "dtype");
        Emit('(');
        Text("f8");
        Emit('\u0089', '\u0088', 't', 'R', '(');
        Integer(3);
        Text("<");
        Emit('N', 'N', 'N');
        Integer(-1);
        Integer(-1);
        Integer(0);
        Emit('t', 'b', '\u0089');
        Bytes(content);
        Emit('t', 'b');
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
        foreach (char instruction in instructions)
        {
            _bytes.Write([(byte)instruction]);
        }
    }

    private void Bytes(ReadOnlySpan<byte> content)
    {
        Emit('B');
        Int32(content.Length);
        _bytes.Write(content);
    }

    private void Int32(int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        _bytes.Write(bytes);
    }
}
