namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>A tensor that a schema expects.</summary>
/// <param name="Name">Its name, without the prefix that nesting adds.</param>
/// <param name="Shapes">
/// The shapes it may have, of different lengths. An extent is a number, a letter (L layers, H heads, d covariates, n
/// context tokens) or a letter + 1.
/// </param>
/// <param name="Required">Whether the schema needs it.</param>
internal sealed record TensorPattern(string Name, IReadOnlyList<IReadOnlyList<string>> Shapes, bool Required = true)
{
    /// <summary>A pattern from text such as <c>L,L | L,L,2</c>.</summary>
    public static TensorPattern Of(string name, string shapes, bool required = true) =>
        new(name, [.. shapes.Split('|', StringSplitOptions.TrimEntries).Select(shape => shape.Split(','))], required);

    public string ShapeText => string.Join(" or ", Shapes.Select(shape => $"({string.Join(", ", shape)})"));

    /// <summary>Whether the shape fits, letters already bound keeping their values; binds the others.</summary>
    public bool Fits(IReadOnlyList<int> shape, Dictionary<string, int> sizes)
    {
        IReadOnlyList<string>? expected = Shapes.FirstOrDefault(candidate => candidate.Count == shape.Count);
        return expected is not null && shape.Zip(expected).All(pair => Bind(pair.Second, pair.First, sizes));
    }

    private static bool Bind(string extent, int value, Dictionary<string, int> sizes)
    {
        if (int.TryParse(extent, out int number))
        {
            return value == number;
        }

        string letter = extent[..1];
        int size = extent.Length > 1 ? value - 1 : value;
        return sizes.TryGetValue(letter, out int known) ? known == size : size > 0 && sizes.TryAdd(letter, size);
    }
}
