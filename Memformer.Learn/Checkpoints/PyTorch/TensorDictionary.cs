using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Files;

namespace Memformer.Learn.Checkpoints.PyTorch;

/// <summary>
/// Flattens what a pickle holds into named tensors: the keys of nested dictionaries and lists are joined by
/// dots. A structure that contains itself is nested without end, and refused for that.
/// </summary>
internal sealed class TensorDictionary(InputFile file, TensorLoader loader)
{
    private readonly List<KeyValuePair<string, Tensor>> _tensors = [];
    private readonly HashSet<string> _names = [];
    private readonly Dictionary<string, string> _strings = [];
    private int _visited;

    public static ModelFile Read(InputFile file, FileFormat format, TensorLoader loader, PickleValue root)
    {
        var flat = new TensorDictionary(file, loader);
        flat.Visit("", root, 0);
        if (root is PickleDictionary { Attributes.Entries: var attributes })
        {
            foreach (var entry in attributes)
            {
                flat.VisitStrings(entry);
            }
        }
        return flat._tensors.Count > 0
            ? new ModelFile(file.Name, format, flat._tensors, flat._strings)
            : throw file.Invalid("holds no tensors");
    }

    private void Visit(string name, PickleValue value, int depth)
    {
        if (depth > ReadLimits.Depth)
        {
            throw file.Invalid($"{Printable.Quote(name)}: nested deeper than {ReadLimits.Depth} levels");
        }
        if (_visited++ == ReadLimits.PickleValues)
        {
            throw file.Invalid($"{Printable.Quote(name)}: more than {ReadLimits.PickleValues} entries");
        }
        switch (value)
        {
            case PickleTensor tensor:
                Add(depth == 0 ? ModelFile.Whole : name, tensor);
                break;
            case PickleDictionary dictionary:
                foreach (var (key, item) in dictionary.Entries)
                {
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
        for (var index = 0; index < items.Count; index++)
        {
            Visit(Join(name, $"{index}"), items[index], depth + 1);
        }
    }

    /// <summary>The strings that this project keeps with a state dict, where PyTorch keeps versions of modules.</summary>
    private void VisitStrings(KeyValuePair<PickleValue, PickleValue> attribute)
    {
        if (attribute is { Key: PickleText { Value: PickleFile.MetadataAttribute }, Value: PickleDictionary metadata })
        {
            foreach (var (key, value) in metadata.Entries)
            {
                if (key is PickleText name && value is PickleText text)
                {
                    _strings[name.Value] = text.Value;
                }
            }
        }
    }

    private void Add(string name, PickleTensor tensor)
    {
        if (!_names.Add(name))
        {
            throw file.Invalid($"{Printable.Quote(name)}: two tensors of that name");
        }
        if (_names.Count > ReadLimits.Tensors)
        {
            throw file.Invalid($"more than {ReadLimits.Tensors} tensors");
        }
        _tensors.Add(KeyValuePair.Create(name, loader.Load(name, tensor)));
    }

    private string KeyText(string name, PickleValue key) =>
        key switch
        {
            PickleText text => text.Value,
            PickleInteger number => $"{number.Value}",
            _ => throw file.Invalid($"{Printable.Quote(name)}: a key that is neither a string nor a whole number"),
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
