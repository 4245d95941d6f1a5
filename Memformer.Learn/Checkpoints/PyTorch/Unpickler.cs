using Memformer.Learn.Files;

namespace Memformer.Learn.Checkpoints.PyTorch;

/// <summary>A pickle's value and the storages, by key, that it mentions.</summary>
internal sealed record Pickle(PickleValue Value, IReadOnlyDictionary<string, PickleStorage> Storages);

/// <summary>
/// A pickle machine that can only make data: it knows the instructions that tensors, dictionaries, numbers, strings,
/// lists and tuples need (protocols 2 to 5), and hands every name to <see cref="PickleGlobals"/>, which calls nothing. Objects of other types become placeholders.
/// </summary>
internal sealed class Unpickler
{
    private readonly PickleBytes _bytes;
    private readonly PickleStack _stack;
    private readonly Dictionary<long, PickleValue> _memo = [];
    private readonly PickleGlobals _globals;

    private Unpickler(PickleBytes bytes)
    {
        _bytes = bytes;
        _stack = new PickleStack(bytes);
        _globals = new PickleGlobals(bytes);
    }

    /// <summary>The value of the pickle that begins at the position of <paramref name="bytes"/>, which moves behind it.</summary>
    public static Pickle Read(PickleBytes bytes)
    {
        Unpickler machine = new Unpickler(bytes);
        for (int instructions = 0; ; instructions++)
        {
            if (instructions == ReadLimits.PickleInstructions)
            {
                throw bytes.Invalid($"more than {ReadLimits.PickleInstructions} instructions");
            }

            byte code = bytes.Byte();
            if (code == '.')
            {
                return new Pickle(machine._stack.Pop(), machine._globals.Storages);
            }

            machine.Execute(code);
        }
    }

    private void Execute(byte code)
    {
        if (!ExecuteConstant(code) && !ExecuteCollection(code) && !ExecuteMemo(code) && !ExecuteObject(code))
        {
            throw _bytes.Invalid($"instruction 0x{code:X2} is not allowed in a checkpoint");
        }
    }

    /// <summary>Numbers, strings and the frame around them.</summary>
    private bool ExecuteConstant(byte code)
    {
        switch (code)
        {
            case 0x80: // PROTO
                byte protocol = _bytes.Byte();
                return protocol is >= 2 and <= 5
                    ? true
                    : throw _bytes.Invalid($"pickle protocol {protocol}, allowed: 2 to 5");
            case 0x95: // FRAME
                _bytes.Skip(8);
                return true;
            case (byte)'N':
                _stack.Push(PickleNone.Value);
                return true;
            case 0x88 or 0x89: // NEWTRUE, NEWFALSE
                _stack.Push(new PickleBoolean(code == 0x88));
                return true;
            case (byte)'J': // BININT
                _stack.Push(new PickleInteger(_bytes.Int32()));
                return true;
            case (byte)'K': // BININT1
                _stack.Push(new PickleInteger(_bytes.Byte()));
                return true;
            case (byte)'M': // BININT2
                _stack.Push(new PickleInteger(_bytes.UInt16()));
                return true;
            case 0x8A: // LONG1
                _stack.Push(Whole(_bytes.Byte()));
                return true;
            case 0x8B: // LONG4
                _stack.Push(Whole(_bytes.Int32()));
                return true;
            case (byte)'C': // SHORT_BINBYTES
                _stack.Push(new PickleBlob(_bytes.Blob(_bytes.Byte())));
                return true;
            case (byte)'B': // BINBYTES
                _stack.Push(new PickleBlob(_bytes.Blob(_bytes.Int32())));
                return true;
            case 0x8E or 0x96: // BINBYTES8, BYTEARRAY8
                _stack.Push(new PickleBlob(_bytes.Blob(_bytes.Int64())));
                return true;
            case 0x8D: // BINUNICODE8
                _stack.Push(new PickleText(_bytes.Text(_bytes.Int64())));
                return true;
            case (byte)'G': // BINFLOAT
                _stack.Push(new PickleFloat(_bytes.Float()));
                return true;
            case (byte)'X' or (byte)'T': // BINUNICODE, BINSTRING
                _stack.Push(new PickleText(_bytes.Text(_bytes.Int32())));
                return true;
            case 0x8C or (byte)'U': // SHORT_BINUNICODE, SHORT_BINSTRING
                _stack.Push(new PickleText(_bytes.Text(_bytes.Byte())));
                return true;
            default:
                return false;
        }
    }

    /// <summary>Tuples, lists and dictionaries.</summary>
    private bool ExecuteCollection(byte code)
    {
        switch (code)
        {
            case (byte)'(':
                _stack.Mark();
                return true;
            case (byte)')': // EMPTY_TUPLE
                _stack.Push(new PickleTuple([]));
                return true;
            case 0x85 or 0x86 or 0x87: // TUPLE1, TUPLE2, TUPLE3
                _stack.Push(new PickleTuple(_stack.PopMany(code - 0x84)));
                return true;
            case (byte)'t':
                _stack.Push(new PickleTuple(_stack.PopToMark()));
                return true;
            case (byte)']':
                _stack.Push(new PickleList());
                return true;
            case 0x8F: // EMPTY_SET
                _stack.Push(new PickleForeign("set"));
                return true;
            case 0x90: // ADDITEMS
                _stack.PopToMark();
                _stack.Peek<PickleForeign>("a set");
                return true;
            case 0x91: // FROZENSET
                _stack.PopToMark();
                _stack.Push(new PickleForeign("frozenset"));
                return true;
            case (byte)'a': // APPEND
                Append(_stack.PopMany(1));
                return true;
            case (byte)'e': // APPENDS
                Append(_stack.PopToMark());
                return true;
            case (byte)'}':
                _stack.Push(new PickleDictionary());
                return true;
            case (byte)'s': // SETITEM
                SetItems(_stack.PopMany(2));
                return true;
            case (byte)'u': // SETITEMS
                SetItems(_stack.PopToMark());
                return true;
            default:
                return false;
        }
    }

    /// <summary>The memo, by which one object is mentioned in several places.</summary>
    private bool ExecuteMemo(byte code)
    {
        switch (code)
        {
            case (byte)'q': // BINPUT
                Memorize(_bytes.Byte());
                return true;
            case (byte)'r': // LONG_BINPUT
                Memorize(_bytes.Int32());
                return true;
            case 0x94: // MEMOIZE
                Memorize(_memo.Count);
                return true;
            case (byte)'h': // BINGET
                Recall(_bytes.Byte());
                return true;
            case (byte)'j': // LONG_BINGET
                Recall(_bytes.Int32());
                return true;
            case (byte)'2': // DUP
                _stack.Push(_stack.Peek<PickleValue>("a value"));
                return true;
            case (byte)'0': // POP
                _stack.Pop();
                return true;
            case (byte)'1': // POP_MARK
                _stack.PopToMark();
                return true;
            default:
                return false;
        }
    }

    /// <summary>Names, and the few things that may be done with them.</summary>
    private bool ExecuteObject(byte code)
    {
        switch (code)
        {
            case (byte)'c': // GLOBAL
                _stack.Push(PickleGlobals.Find(_bytes.Line(), _bytes.Line()));
                return true;
            case 0x93: // STACK_GLOBAL
                PickleText name = _stack.Pop<PickleText>("a name");
                _stack.Push(PickleGlobals.Find(_stack.Pop<PickleText>("a module").Value, name.Value));
                return true;
            case (byte)'R' or 0x81: // REDUCE, NEWOBJ
                PickleValue arguments = _stack.Pop();
                _stack.Push(_globals.Make(_stack.Pop(), arguments));
                return true;
            case 0x92: // NEWOBJ_EX
                _stack.PopMany(2);
                _stack.Push(_globals.Make(_stack.Pop(), new PickleTuple([])));
                return true;
            case (byte)'b': // BUILD
                Build(_stack.Pop());
                return true;
            case (byte)'Q': // BINPERSID
                _stack.Push(_globals.Storage(_stack.Pop<PickleTuple>("a persistent identifier").Items));
                return true;
            default:
                return false;
        }
    }

    /// <summary>A whole number; one too long for anything that is counted here is a placeholder.</summary>
    private PickleValue Whole(int length)
    {
        if (length <= 8)
        {
            return new PickleInteger(_bytes.Long(length));
        }

        _bytes.Skip(length);
        return new PickleForeign("int");
    }

    /// <summary>Gives a value its state; a placeholder drops it.</summary>
    private void Build(PickleValue state)
    {
        switch (_stack.Peek<PickleValue>("an object"))
        {
            case PickleDictionary dictionary:
                dictionary.Attributes =
                    state as PickleDictionary ?? throw _bytes.Invalid("attributes that are no dictionary");
                break;
            case PickleArray array:
                NumpyPickle.SetState(_bytes, array, state);
                break;
            case PickleNumberType type:
                NumpyPickle.SetState(_bytes, type, state);
                break;
            case PickleForeign:
                break;
            default:
                throw _bytes.Invalid("a state for something that has none");
        }
    }

    private void Append(IReadOnlyList<PickleValue> items)
    {
        if (_stack.Peek<PickleValue>("a list") is not PickleForeign)
        {
            _stack.Peek<PickleList>("a list").Items.AddRange(items);
        }
    }

    private void SetItems(IReadOnlyList<PickleValue> items)
    {
        if (items.Count % 2 != 0)
        {
            throw _bytes.Invalid("a key without a value");
        }

        if (_stack.Peek<PickleValue>("a dictionary") is PickleForeign)
        {
            return;
        }

        List<KeyValuePair<PickleValue, PickleValue>> entries = _stack.Peek<PickleDictionary>("a dictionary").Entries;
        entries.AddRange(items.Chunk(2).Select(pair => KeyValuePair.Create(pair[0], pair[1])));
    }

    private void Memorize(long index)
    {
        if (index < 0 || _memo.Count == _bytes.MostObjects)
        {
            throw _bytes.Invalid($"memo place {index}, allowed: {_bytes.MostObjects} places from 0");
        }

        _memo[index] = _stack.Peek<PickleValue>("a value");
    }

    private void Recall(long index) =>
        _stack.Push(
            _memo.TryGetValue(index, out PickleValue? value)
                ? value
                : throw _bytes.Invalid($"memo place {index} is empty")
        );
}
