namespace Memformer.Theory.Certificates;

/// <summary>A file for the Coq proof assistant.</summary>
/// <param name="Name">Its name, with extension; without it, the name of the module.</param>
/// <param name="Text">Its text.</param>
public sealed record CoqFile(string Name, string Text);

/// <summary>
/// The theorems that certificates rest on, written once: what networks with a memory compute, how identities between
/// combinations of gradients are decided, what no network of an architecture can do, what layers lose in the mean, and what
/// networks of every depth compute.
/// </summary>
public static class CertificateLibrary
{
    private static readonly string[] Names =
    [
        "Memformer.v",
        "Identities.v",
        "Impossibility.v",
        "Optimum.v",
        "Depths.v",
    ];

    /// <summary>The files, in the order in which they are compiled.</summary>
    public static IReadOnlyList<CoqFile> Files { get; } = [.. Names.Select(name => new CoqFile(name, Read(name)))];

    private static string Read(string name)
    {
        using var stream = typeof(CertificateLibrary).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
