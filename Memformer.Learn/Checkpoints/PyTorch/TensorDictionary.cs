using System.Globalization;
using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Files;

namespace Memformer.Learn.Checkpoints.PyTorch;

/// <summary>
/// Flattens what a pickle holds into named tensors: the keys of nested dictionaries and lists are joined by
/// dots. A structure that contains itself is nested without end, and refused for that.
/// </summary>
internal sealed class TensorDictionary(InputFile file, TensorLoader loader)
{
    /// <summary>Characters of a string beside the tensors that may be a word about the network.</summary>
    private const int LongestNote = 100;

    private readonly List<KeyValuePair<string, Tensor>> _tensors = [];
    private readonly HashSet<string> _names = [];
    private readonly Dictionary<string, string> _strings = [];
    private readonly List<string> _foreign = [];
    private readonly int _most = ReadLimits.PickleValuesOf(file.Length);
    private int _visited;

    public static ModelFile Read(InputFile file, FileFormat format, TensorLoader loader, PickleValue root)
    {
        TensorDictionary flat = new TensorDictionary(file, loader);
        if (root is PickleForeign { Type: var type })
        {
            throw file.Invalid(
                $"is one object of the type {Printable.Quote(type)}, which is never made here: save the network's state_dict(), torch.save(model.state_dict(), …)"
            );
        }

        flat.Visit("", root, 0);
        if (root is PickleDictionary { Attributes.Entries: var attributes })
        {
            foreach (KeyValuePair<PickleValue, PickleValue> entry in attributes)
            {
                flat.VisitStrings(entry);
            }
        }

        return flat._tensors.Count > 0
            ? new ModelFile(file.Name, format, flat._tensors, flat._strings) { Foreign = flat._foreign }
            : throw file.Invalid(
                flat._foreign.Count == 0
                    ? "holds no tensors"
                    : $"holds no tensors: only {ForeignValues.Describe(flat._foreign)}, of which nothing is made; save the network's state_dict()"
            );
    }

    private void Visit(string name, PickleValue value, int depth)
    {
        if (depth > ReadLimits.Depth)
        {
            throw file.Invalid($"{Printable.Quote(name)}: nested deeper than {ReadLimits.Depth} levels");
        }

        if (_visited++ == _most)
        {
            throw file.Invalid($"{Printable.Quote(name)}: more than {_most} entries");
        }

        switch (value)
        {
            case PickleTensor tensor:
                Add(depth == 0 ? ModelFile.Whole : name, tensor);
                break;
            case PickleArray array:
                Add(depth == 0 ? ModelFile.Whole : name, array);
                break;
            // Types of numbers beside the weights say nothing; any other name is told of.
            case PickleGlobal { Name: var global } when !global.StartsWith("torch.", StringComparison.Ordinal):
                _foreign.Add(global);
                break;
            case PickleForeign foreign:
                _foreign.Add(foreign.Type);
                break;
            case PickleText text when name.Length > 0 && text.Value.Length <= LongestNote:
                _strings.TryAdd(name, text.Value);
                break;
            case PickleDictionary dictionary:
                foreach ((PickleValue? key, PickleValue? item) in dictionary.Entries)
                {
                    if (key is PickleForeign foreign)
                    {
                        _foreign.Add(foreign.Type);
                        continue;
                    }

                    Visit(Join(name, KeyText(name, key)), item, depth + 1);
                }

                break;
            case PickleList { Items: var items }:
                VisitItems(name, items, depth);
                break;
            case PickleTuple { Items: var items }:
                VisitItems(name, items, depth);
                break;
        }
    }

    private void VisitItems(string name, IReadOnlyList<PickleValue> items, int depth)
    {
        for (int index = 0; index < items.Count; index++)
        {
            Visit(Join(name, $"{index}"), items[index], depth + 1);
        }
    }

    /// <summary>The strings that this project keeps with a state dict, where PyTorch keeps versions of modules.</summary>
    private void VisitStrings(KeyValuePair<PickleValue, PickleValue> attribute)
    {
        if (attribute is { Key: PickleText { Value: PickleFile.MetadataAttribute }, Value: PickleDictionary metadata })
        {
            foreach ((PickleValue? key, PickleValue? value) in metadata.Entries)
            {
                if (key is PickleText name && value is PickleText text)
                {
                    _strings[name.Value] = text.Value;
                }
            }
        }
    }

    private void Add(string name, PickleValue tensor)
    {
        if (!_names.Add(name))
        {
            throw file.Invalid($"{Printable.Quote(name)}: two tensors of that name");
        }

        if (_names.Count > ReadLimits.Tensors)
        {
            throw file.Invalid($"more than {ReadLimits.Tensors} tensors");
        }

        Tensor loaded = tensor is PickleArray array
            ? loader.Load(name, array)
            : loader.Load(name, (PickleTensor)tensor);
        _tensors.Add(KeyValuePair.Create(name, loaded));
    }

    private string KeyText(string name, PickleValue key) =>
        key switch
        {
            PickleText text => text.Value,
            PickleInteger number => $"{number.Value}",
            PickleFloat number => number.Value.ToString(CultureInfo.InvariantCulture),
            // Keys such as (seed,) of a table of runs, written as Python writes them.
            PickleTuple { Items: [var only] } => $"({KeyText(name, only)},)",
            PickleTuple { Items: { Count: > 0 and <= ReadLimits.Axes } items } =>
                $"({string.Join(", ", items.Select(item => KeyText(name, item)))})",
            _ => throw file.Invalid($"{Printable.Quote(name)}: a key that is no string, number or tuple of them"),
        };

    private string Join(string name, string key)
    {
        // A long key can be mentioned many times at little cost; the names made of it cannot.
        if (name.Length + key.Length > ReadLimits.Name)
        {
            throw file.Invalid($"{Printable.Quote(name + key)}: a name longer than {ReadLimits.Name} characters");
        }

        return name.Length == 0 ? key : $"{name}.{key}";
    }
}
