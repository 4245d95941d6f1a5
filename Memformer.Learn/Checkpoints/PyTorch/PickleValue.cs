using Memformer.Learn.Checkpoints.Tensors;

namespace Memformer.Learn.Checkpoints.PyTorch;

/// <summary>
/// What a pickle may hold. Lists and dictionaries can contain themselves, so nothing here compares or prints by content.
/// </summary>
internal abstract class PickleValue;

internal sealed class PickleNone : PickleValue
{
    public static PickleNone Value { get; } = new();
}

internal sealed class PickleBoolean(bool value) : PickleValue
{
    public bool Value { get; } = value;
}

internal sealed class PickleInteger(long value) : PickleValue
{
    public long Value { get; } = value;
}

internal sealed class PickleFloat(double value) : PickleValue
{
    public double Value { get; } = value;
}

internal sealed class PickleText(string value) : PickleValue
{
    public string Value { get; } = value;
}

internal sealed class PickleTuple(IReadOnlyList<PickleValue> items) : PickleValue
{
    public IReadOnlyList<PickleValue> Items { get; } = items;
}

internal sealed class PickleList : PickleValue
{
    public List<PickleValue> Items { get; } = [];
}

internal sealed class PickleDictionary : PickleValue
{
    public List<KeyValuePair<PickleValue, PickleValue>> Entries { get; } = [];

    /// <summary>Attributes of an ordered dictionary, such as the <c>_metadata</c> of a state dict.</summary>
    public PickleDictionary? Attributes { get; set; }
}

/// <summary>Raw bytes, such as the numbers of a NumPy array.</summary>
internal sealed class PickleBlob(byte[] value) : PickleValue
{
    public byte[] Value { get; } = value;
}

/// <summary>
/// Stands for an object of a type that means nothing here, such as an <c>argparse.Namespace</c>. It remembers the name
/// of the type and drops everything that a pickle does to it: nothing is looked up, imported or called.
/// </summary>
internal sealed class PickleForeign(string type) : PickleValue
{
    public string Type { get; } = type;
}

/// <summary>A NumPy type of numbers.</summary>
internal sealed class PickleNumberType(string code) : PickleValue
{
    /// <summary>Kind and size as NumPy writes them, such as <c>f4</c>.</summary>
    public string Code { get; } = code;

    public bool IsBigEndian { get; set; }
}

/// <summary>A NumPy array; empty until its state is set.</summary>
internal sealed class PickleArray : PickleValue
{
    public IReadOnlyList<long> Shape { get; set; } = [0];

    public PickleNumberType? Type { get; set; }

    public bool IsFortran { get; set; }

    public byte[] Bytes { get; set; } = [];
}

/// <summary>A name that a pickle mentions. It is looked up in a short list and never in a Python.</summary>
internal sealed class PickleGlobal(string name) : PickleValue
{
    public string Name { get; } = name;
}

/// <summary>A run of numbers that lies outside the pickle.</summary>
/// <param name="type">The numbers' type; null for bytes whose type the tensor names.</param>
/// <param name="key">Where it lies.</param>
/// <param name="count">Its numbers, or bytes when there is no type.</param>
internal sealed class PickleStorage(ElementType? type, string key, long count) : PickleValue
{
    public ElementType? Type { get; } = type;

    public string Key { get; } = key;

    public long Count { get; } = count;
}

/// <summary>A view of a storage.</summary>
internal sealed class PickleTensor(
    PickleStorage storage,
    ElementType type,
    long offset,
    IReadOnlyList<long> size,
    IReadOnlyList<long> stride
) : PickleValue
{
    public PickleStorage Storage { get; } = storage;

    public ElementType Type { get; } = type;

    public long Offset { get; } = offset;

    public IReadOnlyList<long> Size { get; } = size;

    public IReadOnlyList<long> Stride { get; } = stride;
}
