using Memformer.Learn.Checkpoints.Formats;
using Memformer.Learn.Checkpoints.Numpy;
using Memformer.Learn.Checkpoints.PyTorch;
using Memformer.Learn.Checkpoints.Safetensors;
using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Files;
using Memformer.Learn.Models;
using Memformer.Learn.Problems;
using Memformer.Theory;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>A network with what its file says about it.</summary>
/// <param name="Weights">The network.</param>
public sealed record Checkpoint(NetworkWeights Weights)
{
    /// <summary>The law of the prompts that the network was trained on or constructed for; null when the file names none.</summary>
    public DataLaw? Law { get; init; }

    /// <summary>The trainer's record, a JSON object; null for networks that this project did not train.</summary>
    public string? Training { get; init; }

    /// <summary>Where the network was read from; null for one that was made in memory.</summary>
    public CheckpointSource? Source { get; init; }

    /// <summary>Reads a checkpoint of any known format and schema.</summary>
    /// <param name="path">A <c>.safetensors</c>, <c>.pth</c> or <c>.pt</c> file; what counts is its content.</param>
    /// <param name="schema">The schema to read it by, one of <see cref="SchemaNames"/>; null to recognise it.</param>
    /// <exception cref="InvalidInputException">The file is malformed, or no schema fits.</exception>
    /// <exception cref="UsageException">There is no schema of that name.</exception>
    public static Checkpoint Read(string path, string? schema = null) =>
        Read(path, new ReadingChoice { Schema = schema });

    /// <summary>Reads a checkpoint as the user says.</summary>
    /// <param name="path">As for <see cref="Read(string, string)"/>.</param>
    /// <param name="choice">What the file does not say.</param>
    /// <exception cref="InvalidInputException">The file or the map is malformed, or the network is not of the family.</exception>
    /// <exception cref="UsageException">There is no schema of that name, or the network cannot be repeated.</exception>
    public static Checkpoint Read(string path, ReadingChoice choice)
    {
        ArgumentNullException.ThrowIfNull(choice);
        // A wrong choice is told before a large file is read.
        NetworkReader reader = new NetworkReader(choice);
        return reader.Read(ModelFileReader.Read(path));
    }

    /// <summary>Reads a checkpoint off the tensors of a file.</summary>
    /// <param name="file">The file's content.</param>
    /// <param name="schema">As for <see cref="Read(string, string)"/>.</param>
    /// <exception cref="InvalidInputException">No schema fits.</exception>
    /// <exception cref="UsageException">There is no schema of that name.</exception>
    public static Checkpoint Of(ModelFile file, string? schema = null) =>
        Of(file, new ReadingChoice { Schema = schema });

    /// <summary>Reads a checkpoint off the tensors of a file, as the user says.</summary>
    /// <param name="file">The file's content.</param>
    /// <param name="choice">What the file does not say.</param>
    /// <exception cref="InvalidInputException">As for <see cref="Read(string, ReadingChoice)"/>.</exception>
    /// <exception cref="UsageException">As for <see cref="Read(string, ReadingChoice)"/>.</exception>
    public static Checkpoint Of(ModelFile file, ReadingChoice choice)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(choice);
        return new NetworkReader(choice).Read(file);
    }

    /// <summary>Reads a checkpoint from memory or any stream that can seek.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="content">The file's bytes, from position 0.</param>
    /// <param name="schema">As for <see cref="Read(string, string)"/>.</param>
    /// <exception cref="InvalidInputException">The content is malformed, or no schema fits.</exception>
    /// <exception cref="UsageException">There is no schema of that name.</exception>
    public static Checkpoint Read(string name, Stream content, string? schema = null) =>
        Of(ModelFileReader.Read(name, content), schema);

    /// <summary>The names of the schemas that can be read.</summary>
    public static IReadOnlyList<string> SchemaNames { get; } = [.. SchemaCatalogue.Names, .. MapCatalogue.Names];

    /// <summary>Writes the checkpoint in this project's schema and double precision, whole or not at all.</summary>
    /// <param name="path">The file to write or replace.</param>
    /// <param name="format">The layout, of those that PyTorch still writes.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string path, FileFormat format = FileFormat.Safetensors) =>
        AtomicFile.Write(path, stream => Write(stream, format));

    /// <summary>Writes the checkpoint to a stream in this project's schema and double precision.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="format">The layout, of those that PyTorch still writes.</param>
    public void Write(Stream stream, FileFormat format)
    {
        (IReadOnlyList<KeyValuePair<string, Tensor>>? tensors, IReadOnlyList<KeyValuePair<string, string>>? metadata) =
            MemformerSchema.Describe(this);
        Write(stream, format, tensors, metadata);
    }

    /// <summary>
    /// Writes the network alone as the papers' published code lays it out, to go on with it there; whole or not at all.
    /// </summary>
    /// <param name="path">The file to write or replace.</param>
    /// <param name="format">The layout, of those that PyTorch still writes.</param>
    /// <exception cref="UsageException">That code has no such network; the message says which weight stands in the way.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void WritePublished(string path, FileFormat format)
    {
        IReadOnlyList<KeyValuePair<string, Tensor>> tensors = PublishedLayout.Describe(Weights);
        AtomicFile.Write(path, stream => Write(stream, format, tensors, []));
    }

    /// <summary>
    /// Writes the network alone as a layout has it, for the code that the layout comes from; whole or not at all. The file is read
    /// again, and its answers compared, before it is written.
    /// </summary>
    /// <param name="path">The file to write or replace.</param>
    /// <param name="format">Safetensors, PyTorch, NumPy (an archive) or a pickle of NumPy's arrays.</param>
    /// <param name="layout">A layout that a map describes, or the path of a map.</param>
    /// <param name="context">n, for layouts whose weights depend on it; null for the network's own.</param>
    /// <returns>The names and shapes of the tensors.</returns>
    /// <exception cref="UsageException">The layout cannot hold the network, or there is none of that name; the message says why.</exception>
    /// <exception cref="InvalidInputException">The map cannot be read.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public IReadOnlyList<(string Name, string Shape)> WriteLayout(
        string path,
        FileFormat format,
        string layout,
        int? context = null
    )
    {
        IReadOnlyList<KeyValuePair<string, Tensor>> tensors = MapWriter.Describe(
            Weights,
            MapCatalogue.Find(layout),
            context
        );
        AtomicFile.Write(path, stream => Write(stream, format, tensors, []));
        return [.. tensors.Select(entry => (entry.Key, entry.Value.ShapeText))];
    }

    private static void Write(
        Stream stream,
        FileFormat format,
        IReadOnlyList<KeyValuePair<string, Tensor>> tensors,
        IReadOnlyList<KeyValuePair<string, string>> metadata
    )
    {
        switch (format)
        {
            case FileFormat.Safetensors:
                SafetensorsWriter.Write(stream, tensors, metadata);
                break;
            case FileFormat.PyTorch:
                PyTorchWriter.Write(stream, tensors, metadata);
                break;
            case FileFormat.Numpy when metadata.Count == 0:
                NpzWriter.Write(stream, tensors, []);
                break;
            case FileFormat.Pickle when metadata.Count == 0:
                NumpyPickleWriter.Write(stream, tensors);
                break;
            default:
                throw new ArgumentOutOfRangeException(
                    nameof(format),
                    format,
                    "allowed: Safetensors and PyTorch, and without strings beside the tensors Numpy and Pickle"
                );
        }
    }
}

/// <summary>Where a checkpoint came from, and what had to be decided to read it.</summary>
/// <param name="Path">The file as the user named it.</param>
/// <param name="Format">Its layout.</param>
/// <param name="Reading">How its tensors were read.</param>
public sealed record CheckpointSource(string Path, FileFormat Format, Reading Reading)
{
    /// <summary>The schema by which its tensors were read.</summary>
    public string Schema => Reading.Layout;

    /// <summary>The SHA-256 of the file's bytes, in lower-case hexadecimal digits; null where it was not taken.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Sentences: what was assumed, what was ignored.</summary>
    public IReadOnlyList<string> Remarks =>
        [.. Reading.Assumed, .. Reading.Unused.Select(tensor => $"{tensor.Tensor} was left out: {tensor.Why}")];
}
