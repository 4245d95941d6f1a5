using System.Text.RegularExpressions;
using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Files;
using Memformer.Theory;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>A map held against a file: which tensor, or which part of one, plays which role in which layer and head.</summary>
internal sealed class MappedTensors
{
    private readonly Dictionary<(TensorRole Role, int Layer, int Head), TensorSlot> _slots = [];
    private readonly List<(string Name, string What)> _stacked = [];
    private readonly LayoutMap _map;
    private readonly (TensorRole Role, string Problem)? _misfit;
    private readonly string? _conflict;

    public MappedTensors(ModelFile file, LayoutMap map)
    {
        (File, _map) = (file, map);
        List<(TensorRole Role, NumberedNames Names)> found = [];
        foreach ((TensorRole role, MappedTensor? tensor) in map.Tensors)
        {
            IReadOnlyList<NumberedNames> groups = LayerNumbers.Group(Matches(role, tensor.Pattern));
            if (groups.Count == 0)
            {
                _misfit = (role, Absent(tensor.Pattern.Text));
                return;
            }

            found.AddRange(groups.Select(group => (role, group)));
        }

        int roles = map.Tensors.Keys.Count(role => !IsForAll(role));
        List<IGrouping<string, (TensorRole Role, NumberedNames Names)>> networks = found
            .Where(group => !IsForAll(group.Role))
            .GroupBy(group => group.Names.Before)
            .Where(group => group.DistinctBy(part => part.Role).Count() == roles)
            .ToList();
        if (networks.Count == 0)
        {
            _misfit = (found[0].Role, "its tensors are there, but not with the same words before their names");
            return;
        }

        if (networks.Count > 1)
        {
            _conflict =
                $"{networks.Count} networks, in {Printable.Quote(networks[0].Key)} and in {Printable.Quote(networks[1].Key)},";
            return;
        }

        Before = networks[0].Key;
        foreach (
            (TensorRole role, NumberedNames? names) in networks[0].Concat(found.Where(group => IsForAll(group.Role)))
        )
        {
            _conflict ??= Add(role, names);
        }

        Layers = [.. _slots.Keys.Where(key => !IsForAll(key.Role)).Select(key => key.Layer).Distinct().Order()];
        Heads = [.. _slots.Keys.Select(key => key.Head).Distinct().Order()];
    }

    public ModelFile File { get; }

    /// <summary>The numbers of the layers, in their order, whichever they begin with.</summary>
    public IReadOnlyList<int> Layers { get; } = [];

    /// <summary>The numbers of the heads that have tensors of their own.</summary>
    public IReadOnlyList<int> Heads { get; } = [];

    /// <summary>What the names of the network's tensors have before the map's words, with <c>#</c> for what counts.</summary>
    public string Before { get; } = "";

    /// <summary>Whether what stands before the map's words is known to be where the network's tensors are, and no others.</summary>
    public bool IsOpen => _map.Tensors.Values.Any(tensor => tensor.Pattern.IsOpen);

    /// <summary>Whether the file has every tensor that the map names.</summary>
    public bool Fits => _misfit is null;

    /// <summary>The tensors that play a role.</summary>
    public IReadOnlyList<string> Used =>
        [
            .. File
                .Tensors.Select(entry => entry.Key)
                .Where(_slots.Values.Select(slot => slot.Name).ToHashSet().Contains),
        ];

    /// <summary>Sentences about tensors whose first axes count layers or heads.</summary>
    public IReadOnlyList<string> Stacked =>
        [
            .. _stacked
                .GroupBy(entry => entry.What, entry => Printable.Quote(entry.Name))
                .Select(group =>
                    $"the first axis of {string.Join(", ", group.Take(4))}{(group.Count() > 4 ? ", …" : "")} counts {group.Key}"
                ),
        ];

    /// <summary>The tensor of a role, two-dimensional and finite.</summary>
    public Tensor Find(TensorRole role, int layer, int head)
    {
        TensorSlot slot = Slot(role, layer, head) ?? throw Invalid(role, $"layer {layer} has no such tensor");
        Tensor tensor = slot.Part(File.Find(slot.Name)!);
        int wrong = Array.FindIndex(tensor.Values, value => !double.IsFinite(value));
        return wrong < 0
            ? tensor
            : throw File.Invalid($"{slot.Name}: number {wrong} is {tensor.Values[wrong]}, allowed: finite numbers");
    }

    public bool Has(TensorRole role) => _map.Tensors.ContainsKey(role);

    /// <summary>The name of the tensor of a role, for messages.</summary>
    public string Name(TensorRole role, int layer, int head) => Slot(role, layer, head)?.Name ?? $"{role}";

    /// <summary>The failure for a role: at the map's line where the user wrote the map.</summary>
    public InvalidInputException Invalid(TensorRole role, string problem) =>
        _map.Path is { } path && _map.Tensors.TryGetValue(role, out MappedTensor? tensor)
            ? new InvalidInputException(path, $"line {tensor.Line}: {problem}")
            : File.Invalid(problem);

    /// <summary>Fails where the tensors do not make one network.</summary>
    /// <exception cref="InvalidInputException">One is missing, or there are several networks.</exception>
    public void Check()
    {
        if (_misfit is { } misfit)
        {
            throw Invalid(misfit.Role, misfit.Problem);
        }

        if (_conflict is not null)
        {
            throw Invalid(
                _map.Tensors.Keys.First(),
                $"{_conflict} fit the layout {_map.Name}; a map says which is meant (memformer layouts {_map.Name} prints one to change)"
            );
        }
    }

    private IReadOnlyList<NameMatch> Matches(TensorRole role, NamePattern pattern)
    {
        try
        {
            return [.. File.Tensors.Select(entry => pattern.Match(entry.Key)).OfType<NameMatch>()];
        }
        catch (RegexMatchTimeoutException)
        {
            throw Invalid(role, $"{Printable.Quote(pattern.Text)} has too many ways to be a name; use fewer brackets");
        }
    }

    private string Absent(string pattern)
    {
        string names = string.Join(", ", File.Tensors.Take(6).Select(entry => Printable.Quote(entry.Key)));
        return $"no tensor of {Printable.Quote(File.Path)} is called {Printable.Quote(pattern)}; it has {names}{(File.Tensors.Count > 6 ? ", …" : "")}";
    }

    private static bool IsForAll(TensorRole role) => role == TensorRole.ReadOut;

    private TensorSlot? Slot(TensorRole role, int layer, int head) =>
        _slots.GetValueOrDefault((role, layer, head)) ?? _slots.GetValueOrDefault((role, layer, 0));

    /// <summary>Takes the tensors of a role; says what is wrong with their numbers, null if nothing is.</summary>
    private string? Add(TensorRole role, NumberedNames names)
    {
        if (names.Tensors is not { } tensors)
        {
            return $"tensors whose names count layers in two places, in {Printable.Quote(Before)},";
        }

        foreach (NumberedName tensor in tensors)
        {
            foreach ((TensorSlot? slot, int layer, int head) in Parts(role, tensor))
            {
                if (!_slots.TryAdd((role, layer, head), slot))
                {
                    return $"{Printable.Quote(slot.Name)} and another tensor, both as {Printable.Quote(_map.Tensors[role].Pattern.Text)},";
                }
            }
        }

        return null;
    }

    /// <summary>The matrices of a tensor: axes before the last two count layers, where the name does not, and then heads.</summary>
    private IEnumerable<(TensorSlot Slot, int Layer, int Head)> Parts(TensorRole role, NumberedName tensor)
    {
        (string? name, IReadOnlyList<int>? shape) = (tensor.Name, File.Find(tensor.Name)!.Shape);
        if (IsScalar(role) && !tensor.IsCounted && shape is [> 1, ..])
        {
            return Enumerable.Range(0, shape[0]).Select(own => (new TensorSlot(name, own, []), own, tensor.Head));
        }

        int axes = IsForAll(role) || IsScalar(role) ? 0 : shape.Count - 2;
        if (axes is not (1 or 2) || (tensor.IsCounted && axes == 2))
        {
            return [(new TensorSlot(name, 0, shape), tensor.Layer, tensor.Head)];
        }

        (int layers, int heads) = tensor.IsCounted ? (1, shape[0]) : (shape[0], axes == 2 ? shape[1] : 1);
        if (layers > ReadLimits.Layers || heads > ReadLimits.Layers)
        {
            throw Invalid(
                role,
                $"{name} {File.Find(name)!.ShapeText}: allowed are {ReadLimits.Layers} layers and heads"
            );
        }

        _stacked.Add(
            (
                name,
                tensor.IsCounted ? "the heads"
                : axes == 2 ? "the layers, and the second the heads"
                : "the layers"
            )
        );
        return from layer in Enumerable.Range(0, layers)
            from head in Enumerable.Range(0, heads)
            select (
                new TensorSlot(name, (layer * heads) + head, [.. shape.TakeLast(2)]),
                tensor.IsCounted ? tensor.Layer : layer,
                tensor.IsCounted || axes == 2 ? head : tensor.Head
            );
    }

    private static bool IsScalar(TensorRole role) => role is TensorRole.Corner or TensorRole.Factor;
}

/// <summary>A tensor that plays a role, or one of the matrices that it stacks.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Index">Which of the parts of that shape.</param>
/// <param name="Shape">The part's shape.</param>
internal sealed record TensorSlot(string Name, int Index, IReadOnlyList<int> Shape)
{
    public Tensor Part(Tensor whole)
    {
        int size = Shape.Aggregate(1, (product, extent) => product * extent);
        return size == whole.Values.Length
            ? whole with
            {
                Shape = Shape,
            }
            : Tensor.Of(Shape, whole.Values[(Index * size)..((Index + 1) * size)]);
    }
}
