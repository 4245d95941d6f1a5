using System.Text;
using Memformer.Learn.Checkpoints.Numpy;
using Memformer.Learn.Checkpoints.PyTorch;
using Memformer.Learn.Checkpoints.Safetensors;
using Memformer.Learn.Checkpoints.Zip;
using Memformer.Learn.Files;
using Memformer.Theory;

namespace Memformer.Learn.Checkpoints;

/// <summary>The layout of a checkpoint file.</summary>
public enum FileFormat
{
    /// <summary>safetensors: a JSON header and the numbers.</summary>
    Safetensors,

    /// <summary>A PyTorch zip archive with a pickle (<c>torch.save</c> since 1.6).</summary>
    PyTorch,

    /// <summary>PyTorch's older layout: pickles followed by the numbers.</summary>
    PyTorchLegacy,

    /// <summary>NumPy: an archive of arrays (<c>.npz</c>), or one array (<c>.npy</c>).</summary>
    Numpy,
}

/// <summary>What a file holds, before anybody asks what it means: named tensors and strings.</summary>
public sealed class ModelFile
{
    private readonly Dictionary<string, Tensor> _index;

    internal ModelFile(
        string path,
        FileFormat format,
        IReadOnlyList<KeyValuePair<string, Tensor>> tensors,
        IReadOnlyDictionary<string, string> metadata
    )
    {
        Path = path;
        Format = format;
        Tensors = tensors;
        Metadata = metadata;
        _index = tensors.ToDictionary();
    }

    /// <summary>The file as the user named it.</summary>
    public string Path { get; }

    /// <summary>Its layout.</summary>
    public FileFormat Format { get; }

    /// <summary>
    /// The tensors, their names distinct, in the file's order. The keys of nested dictionaries and lists are joined
    /// by dots: <c>state_dict.alpha</c>, <c>hist.0</c>.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, Tensor>> Tensors { get; }

    /// <summary>Strings beside the tensors.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Reads a file, whose layout its first bytes tell.</summary>
    /// <exception cref="InvalidInputException">It cannot be read, or breaks its format's rules.</exception>
    public static ModelFile Read(string path)
    {
        using var file = InputFile.Open(path);
        return Read(file);
    }

    /// <summary>Reads a file of data, which may hold more numbers than a network.</summary>
    /// <param name="path">A NumPy or safetensors file.</param>
    /// <param name="most">How many numbers it may hold.</param>
    internal static ModelFile ReadData(string path, long most)
    {
        using var file = InputFile.Open(path);
        return Read(file, most);
    }

    /// <summary>The tensor of that name; null if there is none.</summary>
    public Tensor? Find(string name) => _index.GetValueOrDefault(name);

    internal InvalidInputException Invalid(string problem) => new(Path, problem);

    internal static ModelFile Read(InputFile file, long most = ReadLimits.Elements)
    {
        if (file.Length == 0)
        {
            throw file.Invalid("is empty");
        }
        var start = file.Read(0, Math.Min(file.Length, PickleFile.LegacyMagic.Length), "first bytes");
        if (start.AsSpan().StartsWith("PK"u8))
        {
            var archive = new ZipArchiveReader(file);
            return NpzReader.Is(archive) ? NpzReader.Read(file, archive, most) : PickleFile.ReadArchive(file, archive);
        }
        if (start.AsSpan().SequenceEqual(PickleFile.LegacyMagic))
        {
            return PickleFile.ReadLegacy(file);
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
                $"begins with {Printable.Quote(Encoding.Latin1.GetString(start))}, expected a safetensors file, one of torch.save or one of NumPy"
            );
    }
}
