namespace Memformer.Learn.Checkpoints.PyTorch;

/// <summary>
/// The names by which NumPy, and JAX through it, pickle arrays and numbers: what they would make is made here from their
/// arguments alone. The modules were renamed in NumPy 2, and files of both ages are about.
/// </summary>
internal static class NumpyPickle
{
    private static readonly string[] Cores = ["numpy.core.", "numpy._core."];

    /// <summary>What a name makes; null if it is none of these, or not called in the way that NumPy does.</summary>
    public static PickleValue? Make(PickleBytes bytes, string name, PickleValue arguments)
    {
        IReadOnlyList<PickleValue> items = (arguments as PickleTuple)?.Items ?? [];
        string? core = Cores.FirstOrDefault(prefix => name.StartsWith(prefix, StringComparison.Ordinal));
        return (core is null ? name : name[core.Length..]) switch
        {
            "multiarray._reconstruct" when core is not null => new PickleArray(),
            "multiarray.scalar" when core is not null && items is [PickleNumberType type, ..] => Scalar(type),
            "numeric._frombuffer" when core is not null => FromBuffer(bytes, items),
            "numpy.dtype" when items is [PickleText { Value.Length: <= 16 } code, ..] => new PickleNumberType(
                code.Value
            ),
            "_codecs.encode" when items is [PickleText text, PickleText { Value: "latin1" or "latin-1" }] => Encode(
                text
            ),
            "jax._src.array._reconstruct_array" => FromJax(bytes, items),
            _ => null,
        };
    }

    /// <summary>(version, shape, type, is in Fortran order, bytes).</summary>
    public static void SetState(PickleBytes bytes, PickleArray array, PickleValue state)
    {
        if (
            state
            is not PickleTuple
            {
                Items: [
                    PickleInteger,
                    PickleTuple shape,
                    PickleNumberType type,
                    PickleBoolean order,
                    PickleValue content,
                ],
            }
        )
        {
            throw bytes.Invalid("a NumPy array that is not (version, shape, type, order, bytes)");
        }

        array.Shape = Extents(bytes, shape);
        array.Type = type;
        array.IsFortran = order.Value;
        // Arrays of objects have a list here; they hold no numbers.
        array.Bytes = (content as PickleBlob)?.Value ?? [];
    }

    /// <summary>(version, byte order, …).</summary>
    public static void SetState(PickleBytes bytes, PickleNumberType type, PickleValue state)
    {
        if (state is not PickleTuple { Items: [PickleInteger, PickleText order, ..] })
        {
            throw bytes.Invalid("a NumPy type that is not (version, byte order, …)");
        }

        type.IsBigEndian = order.Value == ">";
    }

    /// <summary>(bytes, type, shape, order): how protocol 5 pickles an array.</summary>
    private static PickleArray? FromBuffer(PickleBytes bytes, IReadOnlyList<PickleValue> items) =>
        items is [PickleBlob content, PickleNumberType type, PickleTuple shape, PickleText order]
            ? new PickleArray
            {
                Shape = Extents(bytes, shape),
                Type = type,
                IsFortran = order.Value == "F",
                Bytes = content.Value,
            }
            : null;

    /// <summary>(NumPy's function, its arguments, the array's state, what JAX knows of it).</summary>
    private static PickleArray? FromJax(PickleBytes bytes, IReadOnlyList<PickleValue> items)
    {
        if (items is not [PickleGlobal function, var arguments, var state, ..])
        {
            return null;
        }

        if (Make(bytes, function.Name, arguments) is not PickleArray array)
        {
            return null;
        }

        SetState(bytes, array, state);
        return array;
    }

    /// <summary>A number beside the weights says nothing about the network, so only its type is remembered.</summary>
    private static PickleForeign Scalar(PickleNumberType type) =>
        new(
            type.Code switch
            {
                ['f', .. var size] when int.TryParse(size, out int count) && count <= 16 => $"numpy.float{8 * count}",
                ['i', .. var size] when int.TryParse(size, out int count) && count <= 16 => $"numpy.int{8 * count}",
                ['u', .. var size] when int.TryParse(size, out int count) && count <= 16 => $"numpy.uint{8 * count}",
                _ => "numpy.generic",
            }
        );

    /// <summary>Older protocols write bytes as text, one character a byte.</summary>
    private static PickleBlob? Encode(PickleText text) =>
        text.Value.All(character => character < 256)
            ? new PickleBlob([.. text.Value.Select(character => (byte)character)])
            : null;

    private static List<long> Extents(PickleBytes bytes, PickleTuple shape) =>
        [
            .. shape.Items.Select(extent =>
                extent is PickleInteger number ? number.Value : throw bytes.Invalid("a shape that is not whole numbers")
            ),
        ];
}
