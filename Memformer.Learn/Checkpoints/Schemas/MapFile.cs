using System.Globalization;
using Memformer.Learn.Files;
using Memformer.Theory;
using Tomlyn.Syntax;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>Maps of layouts as TOML: a table <c>[tokens]</c> and a table <c>[network]</c>.</summary>
internal sealed class MapFile
{
    private const int LongestMap = 1 << 16;

    private static readonly Dictionary<string, TensorRole> Roles = new()
    {
        ["query"] = TensorRole.Query,
        ["key"] = TensorRole.Key,
        ["value"] = TensorRole.Value,
        ["projection"] = TensorRole.Projection,
        ["key-query"] = TensorRole.KeyQuery,
        ["projection-value"] = TensorRole.ProjectionValue,
        ["query-key-value"] = TensorRole.QueryKeyValue,
        ["feature"] = TensorRole.Feature,
        ["corner"] = TensorRole.Corner,
        ["factor"] = TensorRole.Factor,
        ["read-out"] = TensorRole.ReadOut,
    };

    private readonly string _file;
    private readonly Dictionary<string, (string Value, int Line)> _entries = [];

    private MapFile(string file, DocumentSyntax document)
    {
        _file = file;
        foreach (KeyValueSyntax pair in document.KeyValues)
        {
            Add("", pair);
        }

        foreach (TableSyntaxBase table in document.Tables)
        {
            foreach (KeyValueSyntax pair in table.Items.OfType<KeyValueSyntax>())
            {
                Add($"{table.Name?.ToString().Trim()}.", pair);
            }
        }
    }

    /// <summary>Reads a map.</summary>
    /// <exception cref="InvalidInputException">It cannot be read, is no TOML, or says something that no map may; with the line.</exception>
    public static LayoutMap Read(string path)
    {
        using InputFile file = InputFile.Open(path);
        if (file.Length > LongestMap)
        {
            throw file.Invalid($"is a map of {file.Length} bytes, allowed: up to {LongestMap}");
        }

        byte[] bytes = file.Read(0, file.Length, "map");
        return Parse(System.Text.Encoding.UTF8.GetString(bytes), path) with { Path = path, AttentionIsKnown = true };
    }

    /// <summary>Reads a map from its text.</summary>
    public static LayoutMap Parse(string text, string file) => new MapFile(file, TomlText.Read(text, file)).ToMap();

    private LayoutMap ToMap()
    {
        LayoutMap map = new LayoutMap(Path.GetFileNameWithoutExtension(_file)) { Tensors = ReadTensors() };
        foreach ((string? key, (string? value, int line)) in _entries)
        {
            map = Apply(map, key, value, line);
        }

        Check(map);
        return map;
    }

    private void Add(string section, KeyValueSyntax pair)
    {
        string key = section + pair.Key?.ToString().Trim().Trim('"');
        int line = pair.Span.Start.Line + 1;
        string value = pair.Value switch
        {
            StringValueSyntax text => text.Value ?? "",
            { } other => other.ToString().Trim(),
            null => "",
        };
        if (!_entries.TryAdd(key, (value, line)))
        {
            throw Invalid(line, $"{Printable.Quote(key)} is said twice");
        }
    }

    private Dictionary<TensorRole, MappedTensor> ReadTensors()
    {
        Dictionary<TensorRole, MappedTensor> tensors = new Dictionary<TensorRole, MappedTensor>();
        HashSet<string> names = new HashSet<string>();
        foreach ((string? key, (string? value, int line)) in _entries)
        {
            if (
                !key.StartsWith("network.", StringComparison.Ordinal)
                || !Roles.TryGetValue(key["network.".Length..], out TensorRole role)
            )
            {
                continue;
            }

            if (value.Length == 0 || value.Length > ReadLimits.Name)
            {
                throw Invalid(line, $"{key}: expected the name of a tensor, up to {ReadLimits.Name} characters");
            }

            if (!names.Add(value))
            {
                throw Invalid(line, $"{key}: the tensor {Printable.Quote(value)} has a role already");
            }

            string? written = _entries.TryGetValue(
                $"names.{key["network.".Length..]}",
                out (string Value, int Line) name
            )
                ? name.Value
                : null;
            tensors.Add(role, new MappedTensor(Pattern(line, key, value), line) { WrittenAs = written });
        }

        return tensors;
    }

    private NamePattern Pattern(int line, string key, string value)
    {
        string layers = _entries.GetValueOrDefault("network.layers").Value ?? "";
        try
        {
            return NamePattern.Parse(value.Replace("{layer}", layers, StringComparison.Ordinal));
        }
        catch (FormatException failure)
        {
            throw Invalid(line, $"{key} = {Printable.Quote(value)}: {failure.Message}");
        }
    }

    private LayoutMap Apply(LayoutMap map, string key, string value, int line) =>
        key switch
        {
            "title" => map with { Title = value },
            "tokens.orientation" => map with { TokensInRows = OneOf(line, key, value, "columns", "rows") == 1 },
            "tokens.answer" => map with
            {
                Answer = value switch
                {
                    "last" => null,
                    "first" => 0,
                    _ => Whole(line, key, value, 0),
                },
            },
            "tokens.outputs" => map with { Outputs = Whole(line, key, value, 1) },
            "tokens.read" => map with { Read = Whole(line, key, value, 0) },
            "tokens.drop" when value == "width.." => map with { DropBeyondWidth = true },
            "tokens.drop" => map with { DropFrom = Start(line, value) },
            "network.layers" => map,
            "network.heads" when value == "axis" => map with { HeadsOnAxis = true },
            "network.heads" => map with { Heads = Whole(line, key, value, 1) },
            "network.matrices" => map with { InputsInRows = OneOf(line, key, value, "out-in", "in-out") == 1 },
            "network.scale" => map with { Scales = [.. value.Split(" or ").Select(scale => Scale(line, scale))] },
            "network.mask" => map with { Mask = Known(line, key, value, "context", "all", "causal") },
            "network.attention" => map with { Attention = value },
            "network.residual" => map with { Residual = OneOf(line, key, value, "true", "false") == 0 },
            "network.repeat" => map with { Repeat = Whole(line, key, value, 1) },
            "network.answer-sign" => map with
            {
                Signs = OneOf(line, key, value, "-", "+", "- or +", "+ or -") switch
                {
                    0 => [1],
                    1 => [-1],
                    2 => [1, -1],
                    _ => [-1, 1],
                },
            },
            _ when key.StartsWith("network.", StringComparison.Ordinal)
                    && Roles.ContainsKey(key["network.".Length..]) => map,
            _ when key.StartsWith("names.", StringComparison.Ordinal) => Written(map, line, key, value),
            _ => throw Invalid(
                line,
                $"unknown key {Printable.Quote(key)}; [tokens] has orientation, answer, outputs, read, drop, and [network] has layers, {string.Join(", ", Roles.Keys)}, heads, matrices, scale, mask, attention, residual, repeat, answer-sign, and [names] has names to write"
            ),
        };

    /// <summary>A name to write is one that the map reads.</summary>
    private LayoutMap Written(LayoutMap map, int line, string key, string value)
    {
        bool isRole = Roles.TryGetValue(key["names.".Length..], out TensorRole role) && map.Tensors.ContainsKey(role);
        if (!isRole)
        {
            throw Invalid(line, $"{key}: [network] has no such tensor");
        }

        return
            value.Length is > 0 and <= ReadLimits.Name
            && map.Tensors[role].Pattern.Match(PatternName.Of(value, 1, 1)) is not null
            ? map
            : throw Invalid(
                line,
                $"{key} = {Printable.Quote(value)}: expected a name that {Printable.Quote(map.Tensors[role].Pattern.Text)} allows, with {{l}} and {{h}} for numbers"
            );
    }

    /// <summary>Q is said in one way, and so is P.</summary>
    private void Check(LayoutMap map)
    {
        int Count(params TensorRole[] roles) => roles.Count(map.Tensors.ContainsKey);
        int fused = Count(TensorRole.QueryKeyValue);
        int separate = Count(TensorRole.Key, TensorRole.Query);
        if (separate == 1 || (separate / 2) + Count(TensorRole.KeyQuery) + fused != 1)
        {
            throw Invalid(1, "[network] needs key and query, or key-query, or query-key-value, and one of these alone");
        }

        if (
            Count(TensorRole.ProjectionValue, TensorRole.Value, TensorRole.Corner) + fused != 1
            || Count(TensorRole.Projection) > Count(TensorRole.Value) + fused
            || Count(TensorRole.Feature) > Count(TensorRole.Corner)
        )
        {
            throw Invalid(
                1,
                "[network] needs value (and projection, where there is one), or projection-value, or corner (and feature, where there is one), and one of these alone"
            );
        }

        if (map.Outputs > 1 && (map.Read is not null || Count(TensorRole.ReadOut, TensorRole.Corner) > 0))
        {
            throw Invalid(1, $"outputs = {map.Outputs}: read, read-out and corner are of a single output");
        }

        if (map.Repeat > ReadLimits.Layers || map.Heads > ReadLimits.Layers)
        {
            throw Invalid(1, $"repeat and heads: allowed up to {ReadLimits.Layers}");
        }
    }

    /// <summary>A product of 1/n, 1/(n+1), 1/sqrt(r) and numbers.</summary>
    private AttentionScale Scale(int line, string text)
    {
        AttentionScale scale = new AttentionScale(text);
        foreach (string factor in text.Split('*', StringSplitOptions.TrimEntries))
        {
            scale = factor switch
            {
                "1/n" => scale with { PerToken = true },
                "1/(n+1)" => scale with { PerTokenAndQuery = true },
                "1/sqrt(r)" => scale with { PerRoot = true },
                _ when double.TryParse(factor, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                        && double.IsFinite(number) => scale with
                {
                    Factor = scale.Factor * number,
                },
                _ => throw Invalid(
                    line,
                    $"scale {Printable.Quote(text)}: allowed is a product of 1/n, 1/(n+1), 1/sqrt(r) and numbers, or several joined by or"
                ),
            };
        }

        return scale;
    }

    /// <summary>The first coordinate of a range without an end, such as <c>12..</c>.</summary>
    private int Start(int line, string value) =>
        value.EndsWith("..", StringComparison.Ordinal)
            ? Whole(line, "tokens.drop", value[..^2], 1)
            : throw Invalid(line, $"tokens.drop = {Printable.Quote(value)}: expected a range such as 12.., or width..");

    private int Whole(int line, string key, string value, int least) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        && number >= least
        && number <= ReadLimits.Context
            ? number
            : throw Invalid(line, $"{key} = {Printable.Quote(value)}: expected a whole number from {least} on");

    private string Known(int line, string key, string value, params string[] allowed) =>
        allowed[OneOf(line, key, value, allowed)];

    private int OneOf(int line, string key, string value, params string[] allowed) =>
        Array.IndexOf(allowed, value) is >= 0 and var index
            ? index
            : throw Invalid(line, $"{key} = {Printable.Quote(value)}: allowed are {string.Join(", ", allowed)}");

    private InvalidInputException Invalid(int line, string problem) => new(_file, $"line {line}: {problem}");
}
