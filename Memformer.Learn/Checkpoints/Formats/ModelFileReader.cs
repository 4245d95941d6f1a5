using System.Text;
using Memformer.Learn.Checkpoints.Flax;
using Memformer.Learn.Checkpoints.Numpy;
using Memformer.Learn.Checkpoints.PyTorch;
using Memformer.Learn.Checkpoints.Safetensors;
using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Checkpoints.Zip;
using Memformer.Learn.Files;
using Memformer.Theory;

namespace Memformer.Learn.Checkpoints.Formats;

/// <summary>Reads files of tensors in every format that there is a reader for.</summary>
public static class ModelFileReader
{
    /// <summary>Reads a file, whose layout its first bytes tell.</summary>
    /// <exception cref="InvalidInputException">It cannot be read, or breaks its format's rules.</exception>
    public static ModelFile Read(string path)
    {
        using InputFile file = InputFile.Open(path);
        return ReadNamed(file);
    }

    /// <summary>Reads a file from memory or any stream that can seek.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="content">The file's bytes, from position 0.</param>
    /// <exception cref="InvalidInputException">It breaks its format's rules.</exception>
    public static ModelFile Read(string name, Stream content)
    {
        using InputFile file = new InputFile(name, content);
        return ReadNamed(file);
    }

    private static ModelFile ReadNamed(InputFile file)
    {
        ModelFile content = Read(file);
        content.Sha256 = file.Sha256();
        return content;
    }

    /// <summary>Reads a file of data, which may hold more numbers than a network.</summary>
    /// <param name="path">A NumPy or safetensors file.</param>
    /// <param name="most">How many numbers it may hold.</param>
    internal static ModelFile ReadData(string path, long most)
    {
        using InputFile file = InputFile.Open(path);
        return Read(file, most);
    }

    internal static ModelFile Read(InputFile file, long most = ReadLimits.Elements)
    {
        if (file.Length == 0)
        {
            throw file.Invalid("is empty");
        }

        byte[] start = file.Read(0, Math.Min(file.Length, PickleFile.LegacyMagic.Length), "first bytes");
        // The length that a safetensors file begins with may have any first bytes, but is below 4 GB.
        if (start is [_, _, _, _, 0, 0, 0, 0, (byte)'{', ..])
        {
            return SafetensorsReader.Read(file, most);
        }

        if (start.AsSpan().StartsWith("PK"u8))
        {
            ZipArchiveReader archive = new ZipArchiveReader(file);
            return NpzReader.Is(archive) ? NpzReader.Read(file, archive, most) : PickleFile.ReadArchive(file, archive);
        }

        if (start.AsSpan().SequenceEqual(PickleFile.LegacyMagic))
        {
            return PickleFile.ReadLegacy(file);
        }

        if (start is [0x80, >= 2 and <= 5, ..])
        {
            return PickleFile.ReadPlain(file);
        }

        if (MessagePackReader.Is(start))
        {
            return MessagePackReader.Read(file);
        }

        if (start.AsSpan().StartsWith("version https:/"u8))
        {
            throw file.Invalid("is a Git LFS pointer, not the file it stands for: fetch that with git lfs pull");
        }

        if (start is [0x89, (byte)'H', (byte)'D', (byte)'F', ..])
        {
            throw file.Invalid("is an HDF5 file, which is not read: save its arrays with numpy.savez");
        }

        if (start.AsSpan().StartsWith(NpyHeader.Magic))
        {
            return NpzReader.ReadArray(file, most);
        }

        return
            start is [_, _, _, _, _, _, _, _, (byte)'{', ..]
            || file.Name.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase)
            ? SafetensorsReader.Read(file, most)
            : throw file.Invalid(
                $"begins with {Printable.Quote(Encoding.Latin1.GetString(start))}, expected a safetensors file, one of torch.save, a pickle, or one of NumPy or Flax"
            );
    }
}
