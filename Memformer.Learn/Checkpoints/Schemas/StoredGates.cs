using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Models;
using Memformer.Theory.Networks;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>An architecture's parameters as tensors of this project's own layout, <c>gates.NAME</c>.</summary>
internal sealed class StoredGates : IGateSource
{
    private readonly SchemaMatch _match;
    private readonly bool _isPerHead;

    private StoredGates(SchemaMatch match, int layers, int heads)
    {
        _match = match;
        _isPerHead = IsPerHead(match.File);
        Layers = layers;
        Heads = _isPerHead ? heads : 1;
    }

    public int Layers { get; }

    public int Heads { get; }

    public UpdateForm Update => MemformerMetadata.Update(_match.File);

    /// <summary>The tensors of an architecture; all of them are required where one is there.</summary>
    public static IEnumerable<TensorPattern> Patterns(
        ModelFile file,
        NetworkArchitecture architecture,
        int layers,
        int heads
    )
    {
        bool isThere = architecture.Parameters.Any(parameters =>
            file.Find(GateTensors.Name(parameters.Name)) is not null
        );
        foreach (GateParameters parameters in architecture.Parameters)
        {
            string lead =
                !parameters.OfPairs ? $"{layers}"
                : IsPerHead(file) ? $"{heads},{layers},{layers}"
                : $"{layers},{layers}";
            string shape = architecture.HasTokenGates ? $"{lead} | {lead},2 | {lead},d+1,n+1" : lead;
            yield return TensorPattern.Of(GateTensors.Name(parameters.Name), shape, required: isThere);
        }
    }

    /// <summary>The gates, of the architecture whose parameters the file has.</summary>
    /// <exception cref="Theory.InvalidInputException">It has those of several.</exception>
    public static NetworkGates Read(SchemaMatch match, int layers, int heads)
    {
        List<NetworkArchitecture> present = NetworkArchitecture
            .All.Where(architecture =>
                architecture.Parameters is [var first, ..] && match.Find(GateTensors.Name(first.Name)) is not null
            )
            .ToList();
        if (present.Count > 1)
        {
            IEnumerable<string> names = present.Select(architecture =>
                GateTensors.Name(architecture.Parameters[0].Name)
            );
            throw match.File.Invalid($"gates of two architectures: {string.Join(" and ", names)}, expected one");
        }

        return (present.SingleOrDefault() ?? NetworkArchitecture.Linear).Gates(new StoredGates(match, layers, heads));
    }

    public Gate At(GateFactor place, int head)
    {
        Tensor tensor = _match[GateTensors.Name(place.Parameters.Name)];
        return place.Parameters switch
        {
            { OfPairs: false } => GateTensors.Read(tensor, place.Layer),
            _ when _isPerHead => GateTensors.Read(tensor, head, place.Layer, place.Register),
            _ => GateTensors.Read(tensor, place.Layer, place.Register),
        };
    }

    private static bool IsPerHead(ModelFile file) => MemformerMetadata.Sizes(file)?.GatesPerHead == true;
}
