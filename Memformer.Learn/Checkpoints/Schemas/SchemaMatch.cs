using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Files;
using Memformer.Theory;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>A schema held against a file: tensor by tensor, what is expected and what is there.</summary>
internal sealed class SchemaMatch
{
    private readonly Dictionary<string, int> _sizes = [];
    private readonly Dictionary<string, Tensor> _tensors = [];
    private readonly List<SchemaRow> _rows = [];
    private readonly List<UnusedTensor> _unused = [];
    private readonly List<string> _used = [];
    private readonly string _prefix;

    public SchemaMatch(Schema schema, ModelFile file)
    {
        Schema = schema;
        File = file;
        IReadOnlyList<TensorPattern> patterns = schema.Patterns(file);
        _prefix = FindPrefix(patterns.First(pattern => pattern.Required).Name);
        foreach (TensorPattern pattern in patterns)
        {
            string name = _prefix + pattern.Name;
            Tensor? tensor = file.Find(name);
            bool fits = tensor is null ? !pattern.Required : pattern.Fits(tensor.Shape, _sizes);
            _rows.Add(new SchemaRow(schema.Name, name, pattern.ShapeText, tensor?.ShapeText ?? "absent", fits));
            if (tensor is not null)
            {
                _tensors.Add(pattern.Name, tensor);
                _used.Add(name);
            }
        }

        ClassifyOthers(_prefix, [.. patterns.Select(pattern => _prefix + pattern.Name)]);
        CheckSizes();
    }

    public Schema Schema { get; }

    public ModelFile File { get; }

    public IReadOnlyList<SchemaRow> Rows => _rows;

    public bool Fits => _rows.TrueForAll(row => row.Fits);

    /// <summary>What the user says square matrices are; null where the file decides.</summary>
    public BlockForm? Form { get; init; }

    /// <summary>Where the network came from, for a reading that uses all tensors that are expected.</summary>
    /// <param name="assumed">Sentences: what the file does not say, and how it was decided.</param>
    /// <param name="layout">What the layout is called where the schema's name does not say all.</param>
    /// <param name="without">Tensors that the schema knows and does not use, by their names in it.</param>
    public CheckpointSource Source(
        IReadOnlyList<string> assumed,
        IReadOnlyList<UnusedTensor> without,
        string? layout = null
    )
    {
        List<UnusedTensor> left = without.Where(tensor => _tensors.ContainsKey(tensor.Tensor)).ToList();
        HashSet<string> names = left.Select(tensor => _prefix + tensor.Tensor).ToHashSet();
        return new CheckpointSource(
            File.Path,
            File.Format,
            new Reading(
                layout ?? Schema.Name,
                assumed,
                [.. _used.Where(name => !names.Contains(name))],
                [.. left.Select(tensor => tensor with { Tensor = _prefix + tensor.Tensor }), .. _unused]
            )
            {
                Foreign = File.Foreign.Count == 0 ? null : ForeignValues.Describe(File.Foreign),
            }
        )
        {
            Sha256 = File.Sha256,
        };
    }

    /// <summary>What a letter of the patterns stands for; 0 when nothing says.</summary>
    public int Size(string letter) => _sizes.GetValueOrDefault(letter);

    /// <summary>The tensor of a pattern, all its numbers finite; null if it is absent.</summary>
    /// <exception cref="InvalidInputException">A number is not finite.</exception>
    public Tensor? Find(string name)
    {
        Tensor? tensor = _tensors.GetValueOrDefault(name);
        int wrong = tensor is null ? -1 : Array.FindIndex(tensor.Values, value => !double.IsFinite(value));
        return wrong < 0
            ? tensor
            : throw File.Invalid($"{name}: number {wrong} is {tensor!.Values[wrong]}, allowed: finite numbers");
    }

    /// <summary>A tensor that the schema requires.</summary>
    public Tensor this[string name] => Find(name)!;

    private string FindPrefix(string name)
    {
        List<string> prefixes = File
            .Tensors.Select(entry => entry.Key)
            .Where(key => key == name || key.EndsWith($".{name}", StringComparison.Ordinal))
            .Select(key => key[..^name.Length])
            .ToList();
        if (prefixes.Count > 1)
        {
            string found = string.Join(", ", prefixes.Take(3).Select(prefix => Printable.Quote(prefix + name)));
            _rows.Add(new SchemaRow(Schema.Name, name, "one", $"{prefixes.Count}: {found}", Fits: false));
        }

        return prefixes.FirstOrDefault() ?? "";
    }

    /// <summary>
    /// A tensor in the same dictionary says that the network does something this schema does not know; one in
    /// another dictionary, such as an optimiser's state, does not.
    /// </summary>
    private void ClassifyOthers(string prefix, HashSet<string> expected)
    {
        ILookup<bool, KeyValuePair<string, Tensor>> others = File
            .Tensors.Where(entry => !expected.Contains(entry.Key))
            .ToLookup(entry => IsPartOfNetwork(entry.Key, prefix));
        _rows.AddRange(
            others[true]
                .Select(entry => new SchemaRow(Schema.Name, entry.Key, "nothing", entry.Value.ShapeText, Fits: false))
        );
        _unused.AddRange(
            others[false]
                .Where(entry => !Schema.Companions.Contains(entry.Key))
                .Select(entry => new UnusedTensor(entry.Key, WhyUnused(entry.Key, prefix)))
        );
    }

    private static string WhyUnused(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.Ordinal)
            ? "the optimiser's state"
            : $"not in the network's dictionary {Printable.Quote(prefix.TrimEnd('.'))}";

    private bool IsPartOfNetwork(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.Ordinal)
        && !name.StartsWith("optim", StringComparison.OrdinalIgnoreCase)
        && !Schema.Companions.Contains(name);

    private void CheckSizes()
    {
        foreach (
            (string? letter, int most) in new[]
            {
                ("L", ReadLimits.Layers),
                ("H", ReadLimits.Layers),
                ("d", ReadLimits.Dimension),
                ("k", ReadLimits.Dimension),
            }
        )
        {
            if (Size(letter) > most)
            {
                _rows.Add(new SchemaRow(Schema.Name, letter, $"up to {most}", $"{Size(letter)}", Fits: false));
            }
        }
    }
}

/// <summary>One line of the comparison of a schema with a file.</summary>
/// <param name="Schema">The schema's name.</param>
/// <param name="Tensor">The tensor's name.</param>
/// <param name="Expected">The shape in the schema's letters.</param>
/// <param name="Found">The shape in the file.</param>
/// <param name="Fits">Whether they agree.</param>
public sealed record SchemaRow(string Schema, string Tensor, string Expected, string Found, bool Fits);
