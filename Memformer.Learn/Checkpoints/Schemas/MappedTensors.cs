using System.Text.RegularExpressions;
using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Theory;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>A map held against a file: which tensor plays which role in which layer and head.</summary>
internal sealed class MappedTensors
{
    private readonly Dictionary<(TensorRole Role, int Layer, int Head), string> _names = [];
    private readonly List<TensorRole> _missing = [];
    private readonly LayoutMap _map;

    public MappedTensors(ModelFile file, LayoutMap map)
    {
        File = file;
        _map = map;
        foreach (var (role, tensor) in map.Tensors)
        {
            Match(role, Pattern(tensor.Pattern));
        }
        // Layers and heads are counted in the order of their numbers, whichever they begin with.
        Layers =
        [
            .. _names.Keys.Where(key => key.Role != TensorRole.ReadOut).Select(key => key.Layer).Distinct().Order(),
        ];
        Heads = [.. _names.Keys.Select(key => key.Head).Distinct().Order()];
    }

    public ModelFile File { get; }

    /// <summary>The numbers of the layers.</summary>
    public IReadOnlyList<int> Layers { get; }

    /// <summary>The numbers of the heads that have tensors of their own.</summary>
    public IReadOnlyList<int> Heads { get; }

    /// <summary>What the names of the network's tensors have before the map's.</summary>
    public string Prefix { get; private set; } = "";

    /// <summary>Whether the file has every tensor that the map names.</summary>
    public bool Fits => _missing.Count == 0;

    /// <summary>The tensors that play a role.</summary>
    public IReadOnlyList<string> Used =>
        [.. File.Tensors.Select(entry => entry.Key).Where(_names.Values.ToHashSet().Contains)];

    /// <summary>The tensor of a role, two-dimensional and finite.</summary>
    public Tensor Find(TensorRole role, int layer, int head)
    {
        var name =
            _names.GetValueOrDefault((role, layer, head))
            ?? _names.GetValueOrDefault((role, layer, 0))
            ?? throw Invalid(role, $"layer {layer} has no such tensor");
        var tensor = File.Find(name)!;
        var wrong = Array.FindIndex(tensor.Values, value => !double.IsFinite(value));
        return wrong < 0
            ? tensor
            : throw File.Invalid($"{name}: number {wrong} is {tensor.Values[wrong]}, allowed: finite numbers");
    }

    public bool Has(TensorRole role) => _map.Tensors.ContainsKey(role);

    /// <summary>The name of the tensor of a role, for messages.</summary>
    public string Name(TensorRole role, int layer, int head) =>
        _names.GetValueOrDefault((role, layer, head)) ?? _names.GetValueOrDefault((role, layer, 0)) ?? $"{role}";

    /// <summary>The failure for a role: at the map's line where the user wrote the map.</summary>
    public InvalidInputException Invalid(TensorRole role, string problem) =>
        _map.Path is { } path && _map.Tensors.TryGetValue(role, out var tensor)
            ? new InvalidInputException(path, $"line {tensor.Line}: {problem}")
            : File.Invalid(problem);

    /// <summary>The failure for what the file lacks.</summary>
    public InvalidInputException Missing()
    {
        var role = _missing[0];
        var names = string.Join(", ", File.Tensors.Take(6).Select(entry => Printable.Quote(entry.Key)));
        return Invalid(
            role,
            $"no tensor of {Printable.Quote(File.Path)} is called {Printable.Quote(_map.Tensors[role].Pattern)}; it has {names}{(File.Tensors.Count > 6 ? ", …" : "")}"
        );
    }

    private void Match(TensorRole role, Regex pattern)
    {
        var found = 0;
        foreach (var (name, _) in File.Tensors)
        {
            var match = pattern.Match(Normal(name));
            if (!match.Success)
            {
                continue;
            }
            var prefix = match.Groups["prefix"].Value;
            if (_names.Count == 0)
            {
                Prefix = prefix;
            }
            if (prefix != Prefix || !_names.TryAdd((role, Number(match, "l"), Number(match, "h")), name))
            {
                throw Invalid(
                    role,
                    $"{Printable.Quote(name)} and another tensor would both be {Printable.Quote(_map.Tensors[role].Pattern)}"
                );
            }
            found++;
        }
        if (found == 0)
        {
            _missing.Add(role);
        }
    }

    private static int Number(Match match, string group) =>
        match.Groups[group] is { Success: true } found ? int.Parse(found.ValueSpan) : 0;

    private Regex Pattern(string name)
    {
        var whole = Regex
            .Escape(Normal(name.Replace("{layer}", _map.Layers, StringComparison.Ordinal)))
            .Replace(@"\{l}", @"(?<l>\d{1,5})", StringComparison.Ordinal)
            .Replace(@"\{_l}", @"(_(?<l>\d{1,5}))?", StringComparison.Ordinal)
            .Replace(@"\{h}", @"(?<h>\d{1,5})", StringComparison.Ordinal);
        return new Regex($@"^(?<prefix>(.*\.)?){whole}$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
    }

    /// <summary>Haiku and NumPy archives part names by slashes.</summary>
    private static string Normal(string name) => name.Replace('/', '.');
}
