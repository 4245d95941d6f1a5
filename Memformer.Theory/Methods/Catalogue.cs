using System.Collections.Concurrent;

namespace Memformer.Theory.Methods;

/// <summary>
/// The methods that come with Memformer: one small text per method, <c>Catalogue/NAME.lfom</c>, embedded in the assembly.
/// </summary>
public static class Catalogue
{
    private const string Extension = ".lfom";
    private static readonly ConcurrentDictionary<string, LinearMethod> Read = new();

    /// <summary>The names of the methods, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(Catalogue)
            .Assembly.GetManifestResourceNames()
            .Where(resource => resource.EndsWith(Extension, StringComparison.Ordinal))
            .Select(resource => resource[..^Extension.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The methods, in the order of their names.</summary>
    public static IReadOnlyList<LinearMethod> All => [.. Names.Select(Find)];

    /// <summary>The method of that name; it is read when first asked for.</summary>
    /// <param name="name">A name, as in <c>heavy-ball</c>, or another usual one, as in <c>polyak</c> or <c>nag</c>.</param>
    /// <exception cref="UnknownMethodException">There is no method of that name.</exception>
    public static LinearMethod Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var known = Names.Contains(name) ? name : OtherNames.Canonical(name);
        return Names.Contains(known) ? Read.GetOrAdd(known, Parsed) : throw new UnknownMethodException(name, Names);
    }

    private static LinearMethod Parsed(string name)
    {
        using var stream = typeof(Catalogue).Assembly.GetManifestResourceStream(name + Extension)!;
        using var reader = new StreamReader(stream);
        return LinearMethod.Parse(reader.ReadToEnd(), name + Extension);
    }
}
