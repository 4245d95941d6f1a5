using Memformer.Learn.Checkpoints.PyTorch;
using Memformer.Learn.Checkpoints.Safetensors;
using Memformer.Learn.Checkpoints.Schemas;
using Memformer.Learn.Models;
using Memformer.Learn.Tasks;
using Memformer.Theory;

namespace Memformer.Learn.Checkpoints;

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
    public static Checkpoint Read(string path, string? schema = null)
    {
        var chosen = schema is null ? null : SchemaCatalogue.Find(schema);
        return SchemaCatalogue.Map(ModelFile.Read(path), chosen);
    }

    /// <summary>The names of the schemas that can be read.</summary>
    public static IReadOnlyList<string> SchemaNames { get; } = [.. SchemaCatalogue.All.Select(schema => schema.Name)];

    /// <summary>Writes the checkpoint in this project's schema and double precision, whole or not at all.</summary>
    /// <param name="path">The file to write or replace.</param>
    /// <param name="format">The layout, of those that PyTorch still writes.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string path, FileFormat format = FileFormat.Safetensors)
    {
        var (tensors, metadata) = MemformerSchema.Describe(this);
        Action<Stream> write = format switch
        {
            FileFormat.Safetensors => stream => SafetensorsWriter.Write(stream, tensors, metadata),
            FileFormat.PyTorch => stream => PyTorchWriter.Write(stream, tensors, metadata),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "allowed: Safetensors, PyTorch"),
        };
        AtomicFile.Write(path, write);
    }
}

/// <summary>Where a checkpoint came from, and what had to be decided to read it.</summary>
/// <param name="Path">The file as the user named it.</param>
/// <param name="Format">Its layout.</param>
/// <param name="Schema">The schema by which its tensors were read.</param>
/// <param name="Remarks">Sentences: what was assumed, what was ignored.</param>
public sealed record CheckpointSource(string Path, FileFormat Format, string Schema, IReadOnlyList<string> Remarks);
