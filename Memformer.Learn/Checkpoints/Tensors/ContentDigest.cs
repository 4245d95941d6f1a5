using System.Buffers.Binary;
using System.Text;
using Memformer.Learn.Files;

namespace Memformer.Learn.Checkpoints.Tensors;

/// <summary>
/// A SHA-256 over everything that a file of tensors says: names, shapes, numbers in double precision, and strings. It does not
/// depend on their order, so that a program that writes the same content again keeps it.
/// </summary>
public static class ContentDigest
{
    /// <summary>The string beside the tensors that holds the digest of all others.</summary>
    public const string Key = "memformer.sha256";

    /// <summary>The digest, 64 hexadecimal digits.</summary>
    /// <param name="tensors">By name; the names are distinct.</param>
    /// <param name="metadata">Strings by key; <see cref="Key"/> is left out.</param>
    public static string Of(
        IEnumerable<KeyValuePair<string, Tensor>> tensors,
        IEnumerable<KeyValuePair<string, string>> metadata
    )
    {
        Sha256 hash = new();
        foreach (
            (string? key, string? value) in metadata
                .Where(entry => entry.Key != Key)
                .OrderBy(e => e.Key, StringComparer.Ordinal)
        )
        {
            Add(hash, key);
            Add(hash, value);
        }

        foreach ((string? name, Tensor? tensor) in tensors.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            Add(hash, name);
            Add(hash, string.Join(',', tensor.Shape));
            Add(hash, tensor.Values);
        }

        return hash.Finish();
    }

    /// <summary>With its length before it, so that no two lists of texts look alike.</summary>
    private static void Add(Sha256 hash, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, bytes.Length);
        hash.Append(length);
        hash.Append(bytes);
    }

    private static void Add(Sha256 hash, double[] values)
    {
        byte[] bytes = new byte[8 * Math.Min(values.Length, 1024)];
        for (int start = 0; start < values.Length; start += 1024)
        {
            int count = Math.Min(1024, values.Length - start);
            for (int index = 0; index < count; index++)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(8 * index), values[start + index]);
            }

            hash.Append(bytes.AsSpan(0, 8 * count));
        }
    }
}
