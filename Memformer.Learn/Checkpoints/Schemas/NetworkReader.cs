using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Models;
using Memformer.Theory;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>Finds the network in the tensors of a file: by a schema, by a map, or by the first of the program's own that fits.</summary>
internal sealed class NetworkReader
{
    private readonly ReadingChoice _choice;
    private readonly SchemaChoice? _schema;
    private readonly LayoutMap? _map;

    public NetworkReader(ReadingChoice choice)
    {
        _choice = choice;
        _map =
            choice.Map is { } path ? MapFile.Read(path)
            : MapCatalogue.Names.Contains(choice.Schema) ? MapCatalogue.All.First(map => map.Name == choice.Schema)
            : null;
        _schema = _map is null && choice.Schema is { } name ? SchemaCatalogue.Find(name) : null;
    }

    public Checkpoint Read(ModelFile file)
    {
        Checkpoint checkpoint = _map is null
            ? SchemaCatalogue.Map(Named(file), _schema, _choice.Context)
            : MapReader.Read(file, _map, _choice.Context);
        if (checkpoint.Source is { } read)
        {
            checkpoint = checkpoint with { Source = read with { Reading = LayerList.Named(read.Reading, file) } };
        }

        if (_choice.Context is { } context && checkpoint.Weights.Context is { } own && own != context)
        {
            checkpoint = OnLength(checkpoint, context, own);
        }

        return _choice.Repeat == 1 ? checkpoint : Repeated(checkpoint);
    }

    private static Checkpoint OnLength(Checkpoint checkpoint, int context, int own)
    {
        CheckpointSource source = checkpoint.Source!;
        string sentence =
            $"the file records n = {own}; no gate tells context tokens apart, so n = {context} is taken as asked";
        Reading reading = source.Reading with { Assumed = [.. source.Reading.Assumed, sentence] };
        return checkpoint with
        {
            Weights = PromptLength.Of(checkpoint.Weights, context),
            Source = source with { Reading = reading },
        };
    }

    private Checkpoint Repeated(Checkpoint checkpoint)
    {
        CheckpointSource source = checkpoint.Source!;
        if (source.Reading.ReadElsewhere is { } coordinate)
        {
            throw new InvalidInputException(
                source.Path,
                $"writes its answer to coordinate {coordinate}, where no further layer reads it, so that its layers cannot be repeated"
            );
        }

        return checkpoint with
        {
            Weights = TiedLayers.Repeat(checkpoint.Weights, _choice.Repeat),
            Source = source with { Reading = source.Reading with { Repeat = _choice.Repeat * source.Reading.Repeat } },
        };
    }

    /// <summary>
    /// A file that is one tensor of the published shape, and no more, has no name for it; a file of several runs is its first.
    /// </summary>
    private static ModelFile Named(ModelFile file) =>
        HistorySeeds.Of(file) is [var first, ..] ? first.File
        : StackedMatrices.Of(file) is { } three ? three
        : LayerList.Of(file) is { } layers ? layers
        : file.Tensors is [{ Key: ModelFile.Whole, Value: { Shape: [_, _, 2, _, _] } tensor }]
            ? file.Holding([KeyValuePair.Create("allparam", tensor)])
        : file;
}
