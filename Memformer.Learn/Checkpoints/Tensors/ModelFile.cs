using Memformer.Theory;

namespace Memformer.Learn.Checkpoints.Tensors;

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

    /// <summary>A pickle that holds its arrays itself.</summary>
    Pickle,

    /// <summary>MessagePack, as Flax writes it.</summary>
    MessagePack,
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

    /// <summary>The name of a tensor that is the whole content of a file.</summary>
    internal const string Whole = "tensor";

    /// <summary>The file as the user named it.</summary>
    public string Path { get; }

    /// <summary>Its layout.</summary>
    public FileFormat Format { get; }

    /// <summary>The SHA-256 of its bytes, in lower-case hexadecimal digits; null for a file of data, which is not a network.</summary>
    public string? Sha256 { get; internal set; }

    /// <summary>
    /// The tensors, their names distinct, in the file's order. The keys of nested dictionaries and lists are joined
    /// by dots: <c>state_dict.alpha</c>, <c>hist.0</c>.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, Tensor>> Tensors { get; }

    /// <summary>
    /// The types of what lies beside the tensors and means nothing here, one for each value: nothing was made of them
    /// but these names.
    /// </summary>
    public IReadOnlyList<string> Foreign { get; init; } = [];

    /// <summary>Strings beside the tensors.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensor of that name; null if there is none.</summary>
    public Tensor? Find(string name) => _index.GetValueOrDefault(name);

    /// <summary>The same file, of which other tensors are looked at.</summary>
    internal ModelFile Holding(IReadOnlyList<KeyValuePair<string, Tensor>> tensors) =>
        new(Path, Format, tensors, Metadata) { Foreign = Foreign, Sha256 = Sha256 };

    internal InvalidInputException Invalid(string problem) => new(Path, problem);

    /// <summary>Does what the file asks for; a refusal's message begins with the file and the place in it.</summary>
    internal T In<T>(string place, Func<T> action) => InvalidInputException.In(Path, place, action);
}
