using System.Reflection;
using Memformer.Theory;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>The layouts that are read without being told: the maps among the program's resources.</summary>
public static class MapCatalogue
{
    private const string Folder = "Memformer.Learn.Checkpoints.Maps.Layouts.";

    /// <summary>In the order in which they are tried: what asks for more tensors comes first.</summary>
    private static readonly string[] Order =
    [
        "haiku",
        "haiku-blocks",
        "transformer-lens",
        "key-query-feature-corner",
        "p-q-k",
        "qkvo",
        "qkvo-kernel",
        "qkv-fused",
        "w-pv-w-kq",
        "layers-p-q",
        "kq-value",
        "key-query-value",
    ];

    private static readonly Lazy<IReadOnlyList<LayoutMap>> Maps = new(() =>
        [.. Order.Select(name => MapFile.Parse(Text(name), $"{name}.toml"))]
    );

    /// <summary>The names of the maps.</summary>
    public static IReadOnlyList<string> Names => Order;

    internal static IReadOnlyList<LayoutMap> All => Maps.Value;

    /// <summary>The text of a map, which <c>--map</c> reads as well.</summary>
    /// <exception cref="UsageException">There is none of that name.</exception>
    public static string Text(string name)
    {
        if (!Order.Contains(name))
        {
            throw new UsageException($"layout {Printable.Quote(name)}: allowed are {string.Join(", ", Order)}");
        }

        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{Folder}{name}.toml")!;
        using StreamReader reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The layout of a name, or that of a map in a file.</summary>
    /// <exception cref="UsageException">It is neither.</exception>
    /// <exception cref="InvalidInputException">The file is no map.</exception>
    internal static LayoutMap Find(string layout) =>
        Order.Contains(layout) ? All.First(map => map.Name == layout)
        : layout.EndsWith(".toml", StringComparison.OrdinalIgnoreCase) || File.Exists(layout) ? MapFile.Read(layout)
        : throw new UsageException(
            $"layout {Printable.Quote(layout)}: expected a map (.toml) or one of {string.Join(", ", Order)}"
        );

    /// <summary>Each map's name and what it is.</summary>
    public static IReadOnlyList<(string Name, string Title)> Titles => [.. All.Select(map => (map.Name, map.Title))];
}
