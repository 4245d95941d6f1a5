using System.IO.Compression;
using Memformer.Learn.Checkpoints.Tensors;

namespace Memformer.Learn.Checkpoints.Numpy;

/// <summary>
/// Writes a NumPy archive (<c>.npz</c>) of doubles and strings. The arrays are compressed: rows that repeat cost little.
/// The same content gives the same bytes.
/// </summary>
public static class NpzWriter
{
    /// <summary>The time stamp that zip archives begin with, so that no clock decides the bytes.</summary>
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes arrays and strings; the names must be distinct.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="tensors">By name, written in this order.</param>
    /// <param name="strings">Texts, each as a scalar array that <c>str(file["name"])</c> reads.</param>
    public static void Write(
        Stream stream,
        IReadOnlyList<KeyValuePair<string, Tensor>> tensors,
        IReadOnlyList<KeyValuePair<string, string>> strings
    )
    {
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentNullException.ThrowIfNull(strings);
        using ZipArchive archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach ((string? name, Tensor? tensor) in tensors)
        {
            Add(archive, name, NpyArray.Of(tensor));
        }

        foreach ((string? name, string? text) in strings)
        {
            Add(archive, name, NpyArray.Of(text));
        }
    }

    private static void Add(ZipArchive archive, string name, byte[] array)
    {
        ZipArchiveEntry entry = archive.CreateEntry($"{name}.npy", CompressionLevel.Fastest);
        entry.LastWriteTime = NoTime;
        using Stream content = entry.Open();
        content.Write(array);
    }
}
