using System.Text.RegularExpressions;
using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Files;
using Memformer.Learn.Models;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>
/// This project's own layout: <c>layers.{l}.heads.{h}.P</c> and <c>.Q</c> whole, one tensor for the gates of each kind,
/// and strings for the rest.
/// </summary>
internal sealed partial class MemformerSchema() : Schema("memformer")
{
    private static readonly string[] Matrices = ["P", "Q"];

    /// <summary>The tensors and strings of a checkpoint, in a fixed order.</summary>
    public static (
        IReadOnlyList<KeyValuePair<string, Tensor>> Tensors,
        IReadOnlyList<KeyValuePair<string, string>> Metadata
    ) Describe(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        NetworkWeights weights = checkpoint.Weights;
        IEnumerable<KeyValuePair<string, Tensor>> heads =
            from layer in Enumerable.Range(0, weights.Layers)
            from head in Enumerable.Range(0, weights.HeadCount)
            from matrix in Matrices
            let values = matrix == "P" ? weights.Heads[layer][head].P : weights.Heads[layer][head].Q
            select KeyValuePair.Create(HeadName(layer, head, matrix), Tensor.Of(values));
        IEnumerable<KeyValuePair<string, Tensor>> gates =
            from array in weights.Gates.Arrays(weights.HeadCount)
            select KeyValuePair.Create(
                GateTensors.Name(array.Name),
                GateTensors.Write(array.Shape, array.Gates, weights)
            );
        return ([.. heads, .. gates], MemformerMetadata.Write(checkpoint));
    }

    public override IReadOnlyList<TensorPattern> Patterns(ModelFile file)
    {
        (int layers, int heads) = Count(file);
        return
        [
            .. from layer in Enumerable.Range(0, layers)
            from head in Enumerable.Range(0, heads)
            from matrix in Matrices
            select TensorPattern.Of(HeadName(layer, head, matrix), "d+1,d+1"),
            .. from architecture in NetworkArchitecture.All
            from pattern in StoredGates.Patterns(file, architecture, layers, heads)
            select pattern,
        ];
    }

    public override Checkpoint Map(SchemaMatch match)
    {
        ModelFile file = match.File;
        (int layers, int heads) = Count(file);
        if (layers > ReadLimits.Layers || heads > ReadLimits.Layers)
        {
            throw file.Invalid($"{layers} layers of {heads} heads, allowed: up to {ReadLimits.Layers} of either");
        }

        NetworkGates gates = StoredGates.Read(match, layers, heads);
        SizesRecord? sizes = MemformerMetadata.Sizes(file);
        int? context = match.Size("n") > 0 ? match.Size("n") : sizes?.Context;
        if (context is < 1 or > ReadLimits.Context)
        {
            throw file.Invalid($"context {context}: allowed are 1 to {ReadLimits.Context} tokens");
        }

        NetworkWeights weights = new NetworkWeights(Heads(match, layers, heads), gates, context);
        if (sizes is not null && sizes != SizesRecord.Of(weights) with { GatesPerHead = sizes.GatesPerHead })
        {
            throw file.Invalid($"metadata says {sizes}, the tensors say {SizesRecord.Of(weights)}");
        }

        string? named = MemformerMetadata.Architecture(file);
        if (named is not null && named != weights.Architecture.Name)
        {
            throw file.Invalid(
                $"metadata names the architecture {Printable.Quote(named)}, the tensors are those of {weights.Architecture.Name}"
            );
        }

        return new Checkpoint(weights)
        {
            Law = MemformerMetadata.Law(file, weights.Dimension),
            Training = MemformerMetadata.Training(file),
            Source = Recorded(match.Source([], []), named is not null),
        };
    }

    /// <summary>A file that names one of this project's architectures says with it that attention is linear.</summary>
    private static CheckpointSource Recorded(CheckpointSource source, bool isNamed) =>
        source with
        {
            Reading = source.Reading with { AttentionIsKnown = isNamed },
        };

    private static IReadOnlyList<IReadOnlyList<AttentionHead>> Heads(SchemaMatch match, int layers, int heads) =>
        [
            .. Enumerable
                .Range(0, layers)
                .Select(layer =>
                    Enumerable
                        .Range(0, heads)
                        .Select(head => new AttentionHead(
                            match[HeadName(layer, head, "P")].Matrix(),
                            match[HeadName(layer, head, "Q")].Matrix()
                        ))
                        .ToList()
                ),
        ];

    /// <summary>L and H by the tensors' names. Names may claim any index: more than there are tensors is not believed.</summary>
    private static (int Layers, int Heads) Count(ModelFile file)
    {
        List<Match> names = file
            .Tensors.Select(entry => HeadPattern().Match(entry.Key))
            .Where(match => match.Success)
            .ToList();
        int layers = names.Select(match => 1 + int.Parse(match.Groups[1].ValueSpan)).DefaultIfEmpty(1).Max();
        int heads = names.Select(match => 1 + int.Parse(match.Groups[2].ValueSpan)).DefaultIfEmpty(1).Max();
        return 2L * layers * heads <= file.Tensors.Count ? (layers, heads) : (1, 1);
    }

    private static string HeadName(int layer, int head, string matrix) => $"layers.{layer}.heads.{head}.{matrix}";

    [GeneratedRegex(@"(?:^|\.)layers\.(\d{1,5})\.heads\.(\d{1,5})\.[PQ]$")]
    private static partial Regex HeadPattern();
}
