using Memformer.Learn.Checkpoints.Schemas;

namespace Memformer.Cli.Origins;

/// <summary>A file that was read and what it held.</summary>
/// <param name="Path">The file as the user named it.</param>
/// <param name="Sha256">The SHA-256 of its bytes, in lower-case hexadecimal digits.</param>
internal sealed record InputHash(string Path, string Sha256)
{
    /// <summary>Of the file that a network was read from; none for one that was made in memory.</summary>
    public static IReadOnlyList<InputHash> Of(Checkpoint checkpoint) =>
        checkpoint.Source is { Sha256: string digits } source ? [new InputHash(source.Path, digits)] : [];

    /// <summary>Of a file by its name; none where that can be read only once.</summary>
    public static IReadOnlyList<InputHash> OfFile(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        using FileStream stream = File.OpenRead(path);
        return stream.CanSeek ? [new InputHash(path, Learn.Files.Sha256.Of(stream))] : [];
    }
}
