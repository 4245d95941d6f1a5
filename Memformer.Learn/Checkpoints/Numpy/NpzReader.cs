using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Checkpoints.Zip;
using Memformer.Learn.Files;

namespace Memformer.Learn.Checkpoints.Numpy;

/// <summary>
/// Reads NumPy files: <c>.npz</c>, a zip archive of arrays, and <c>.npy</c>, one array. Scalar arrays of text become the
/// file's strings.
/// </summary>
internal static class NpzReader
{
    private const string Extension = ".npy";

    /// <summary>Bytes of an array beyond its numbers, generously.</summary>
    private const long HeaderLength = 1 << 17;

    /// <summary>Whether an archive is one of arrays and not of <c>torch.save</c>.</summary>
    public static bool Is(ZipArchiveReader archive) =>
        archive.Names.Count > 0 && archive.Names.All(name => name.EndsWith(Extension, StringComparison.Ordinal));

    /// <param name="file">The file, for messages.</param>
    /// <param name="archive">Its archive.</param>
    /// <param name="most">How many numbers all arrays together may hold.</param>
    public static ModelFile Read(InputFile file, ZipArchiveReader archive, long most)
    {
        if (archive.Names.Count > ReadLimits.Tensors)
        {
            throw file.Invalid($"{archive.Names.Count} arrays, allowed: up to {ReadLimits.Tensors}");
        }

        List<KeyValuePair<string, Tensor>> tensors = new List<KeyValuePair<string, Tensor>>();
        Dictionary<string, string> strings = new Dictionary<string, string>();
        long left = most;
        foreach (string entry in archive.Names)
        {
            string name = entry[..^Extension.Length];
            string place = $"array {Printable.Quote(name)}";
            byte[] bytes = archive.Read(entry, Math.Min((8 * left) + HeaderLength, Array.MaxLength))!;
            if (NpyArray.Text(file, place, bytes) is { } text)
            {
                strings.Add(name, text);
                continue;
            }

            Tensor tensor = NpyArray.Numbers(file, place, bytes, left);
            left -= tensor.Values.Length;
            tensors.Add(KeyValuePair.Create(name, tensor));
        }

        return new ModelFile(file.Name, FileFormat.Numpy, tensors, strings);
    }

    /// <summary>A file of one array, under the name that a file of one tensor has.</summary>
    public static ModelFile ReadArray(InputFile file, long most)
    {
        byte[] bytes = file.Read(0, Math.Min(file.Length, (8 * most) + HeaderLength), "array");
        Tensor tensor = NpyArray.Numbers(file, "array", bytes, most);
        return new ModelFile(
            file.Name,
            FileFormat.Numpy,
            [KeyValuePair.Create(ModelFile.Whole, tensor)],
            new Dictionary<string, string>()
        );
    }
}
