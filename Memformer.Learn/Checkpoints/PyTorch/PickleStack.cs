namespace Memformer.Learn.Checkpoints.PyTorch;

/// <summary>The stack of the pickle machine, with its marks.</summary>
internal sealed class PickleStack(PickleBytes bytes)
{
    private readonly List<PickleValue> _values = [];
    private readonly Stack<int> _marks = new();
    private int _pushed;

    public void Push(PickleValue value)
    {
        if (_pushed++ == bytes.MostObjects)
        {
            throw bytes.Invalid($"more than {bytes.MostObjects} objects");
        }

        _values.Add(value);
    }

    public void Mark()
    {
        if (_marks.Count == bytes.MostObjects)
        {
            throw bytes.Invalid($"more than {bytes.MostObjects} marks");
        }

        _marks.Push(_values.Count);
    }

    public PickleValue Pop() => PopMany(1)[0];

    /// <summary>The topmost value, removed, which must be of that kind.</summary>
    public T Pop<T>(string kind)
        where T : PickleValue => Pop() as T ?? throw bytes.Invalid($"expected {kind}");

    /// <summary>The topmost value, left in place, which must be of that kind.</summary>
    public T Peek<T>(string kind)
        where T : PickleValue =>
        _values.Count > Floor && _values[^1] is T value ? value : throw bytes.Invalid($"expected {kind}");

    public IReadOnlyList<PickleValue> PopMany(int count) =>
        _values.Count - count >= Floor ? Remove(_values.Count - count) : throw bytes.Invalid("the stack is empty");

    public IReadOnlyList<PickleValue> PopToMark() =>
        _marks.TryPop(out int mark) ? Remove(mark) : throw bytes.Invalid("no mark on the stack");

    /// <summary>What lies below the last mark is out of reach.</summary>
    private int Floor => _marks.TryPeek(out int mark) ? mark : 0;

    private PickleValue[] Remove(int from)
    {
        PickleValue[] removed = [.. _values[from..]];
        _values.RemoveRange(from, removed.Length);
        return removed;
    }
}
