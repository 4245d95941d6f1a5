using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Files;

namespace Memformer.Learn.Checkpoints.PyTorch;

/// <summary>
/// The names that a pickle of tensors needs, and what each stands for. Any other name makes an inert placeholder; nothing is
/// called.
/// </summary>
internal sealed class PickleGlobals(PickleBytes bytes)
{
    private const string OrderedDictionary = "collections.OrderedDict";
    private const string Size = "torch.Size";
    private const string Device = "torch.device";
    private const string Parameter = "torch._utils._rebuild_parameter";

    private static readonly Dictionary<string, Func<PickleGlobals, IReadOnlyList<PickleValue>, PickleValue>> Makers =
        new()
        {
            [OrderedDictionary] = (globals, arguments) => globals.MakeDictionary(arguments),
            ["torch._utils._rebuild_tensor"] = (globals, arguments) => globals.MakeTensor(arguments),
            ["torch._utils._rebuild_tensor_v2"] = (globals, arguments) => globals.MakeTensor(arguments),
            ["torch._utils._rebuild_tensor_v3"] = (globals, arguments) => globals.MakeTensor(arguments),
            [Parameter] = (globals, arguments) => globals.First<PickleTensor>(Parameter, arguments),
            [Size] = (globals, arguments) => globals.First<PickleTuple>(Size, arguments),
            [Device] = (globals, arguments) => globals.First<PickleText>(Device, arguments),
        };

    private static readonly HashSet<string> Untyped = ["torch.UntypedStorage", "torch.storage.UntypedStorage"];

    private readonly Dictionary<string, PickleStorage> _storages = [];

    /// <summary>The storages mentioned so far, by key.</summary>
    public IReadOnlyDictionary<string, PickleStorage> Storages => _storages;

    /// <summary>A name, whatever it is: a name by itself does nothing.</summary>
    public static PickleGlobal Find(string module, string name) => new($"{module}.{name}");

    /// <summary>What the name makes of the arguments: one of the few things known here, or a placeholder.</summary>
    /// <param name="callee">A name, or a placeholder that stands for what a name would have made.</param>
    /// <param name="arguments">What Python would call it with; a tuple for the names that are known.</param>
    public PickleValue Make(PickleValue callee, PickleValue arguments) =>
        callee switch
        {
            PickleGlobal global
                when Makers.TryGetValue(
                    global.Name,
                    out Func<PickleGlobals, IReadOnlyList<PickleValue>, PickleValue>? make
                ) => arguments is PickleTuple tuple
                ? make(this, tuple.Items)
                : throw bytes.Invalid($"{global.Name} without arguments"),
            PickleGlobal global when NumpyPickle.Make(bytes, global.Name, arguments) is { } value => value,
            PickleGlobal global => new PickleForeign(global.Name),
            PickleForeign foreign => foreign,
            _ => throw bytes.Invalid("expected a name"),
        };

    /// <summary>The storage of a persistent identifier ('storage', class, key, location, count).</summary>
    public PickleStorage Storage(IReadOnlyList<PickleValue> identifier)
    {
        if (
            identifier.Count > 6
            || identifier.Take(5).ToList()
                is not [
                    PickleText { Value: "storage" },
                    PickleGlobal kind,
                    PickleText key,
                    PickleText,
                    PickleInteger count,
                ]
            || !identifier.Skip(5).All(view => view is PickleNone)
            || (StorageType(kind.Name) is null && !Untyped.Contains(kind.Name))
        )
        {
            throw bytes.Invalid("a persistent identifier that is not ('storage', class, key, location, count)");
        }

        PickleStorage storage = new PickleStorage(StorageType(kind.Name), key.Value, count.Value);
        if (!_storages.TryAdd(key.Value, storage))
        {
            PickleStorage first = _storages[key.Value];
            return first.Count == storage.Count && first.Type == storage.Type
                ? first
                : throw bytes.Invalid($"storage {Printable.Quote(key.Value)} is described in two ways");
        }

        return storage;
    }

    private static ElementType? StorageType(string name) =>
        ElementType.All.FirstOrDefault(type => type.StorageName is { } storage && name == $"torch.{storage}");

    private static ElementType? NumberType(string name) =>
        ElementType.All.FirstOrDefault(type => name == $"torch.{type.TorchName}");

    private T First<T>(string name, IReadOnlyList<PickleValue> arguments)
        where T : PickleValue =>
        arguments.Count > 0 && arguments[0] is T first ? first : throw bytes.Invalid($"{name}: unexpected arguments");

    /// <summary>Entries come later, by their own instructions: arguments could be copied over and over.</summary>
    private PickleDictionary MakeDictionary(IReadOnlyList<PickleValue> arguments) =>
        arguments.Count == 0
            ? new PickleDictionary()
            : throw bytes.Invalid($"{OrderedDictionary} with arguments, allowed: none");

    /// <summary>(storage, offset, size, stride, …); version 3 names the numbers' type in the seventh place.</summary>
    private PickleTensor MakeTensor(IReadOnlyList<PickleValue> arguments)
    {
        if (arguments is not [PickleStorage storage, PickleInteger offset, PickleTuple size, PickleTuple stride, ..])
        {
            throw bytes.Invalid("a tensor that is not (storage, offset, size, stride, …)");
        }

        ElementType? type =
            arguments.Count > 6 && arguments[6] is PickleGlobal named ? NumberType(named.Name) : storage.Type;
        return new PickleTensor(
            storage,
            type ?? throw bytes.Invalid("a tensor whose numbers have no type"),
            offset.Value,
            Numbers(size),
            Numbers(stride)
        );
    }

    private List<long> Numbers(PickleTuple tuple)
    {
        if (tuple.Items.Count > ReadLimits.Axes)
        {
            throw bytes.Invalid($"a shape of {tuple.Items.Count} extents, allowed: up to {ReadLimits.Axes}");
        }

        return
        [
            .. tuple.Items.Select(item =>
                item is PickleInteger number ? number.Value : throw bytes.Invalid("a shape that is not whole numbers")
            ),
        ];
    }
}
