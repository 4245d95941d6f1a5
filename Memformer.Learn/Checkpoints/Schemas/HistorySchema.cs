using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Models;
using Memformer.Learn.Problems;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>
/// Snapshots of <c>allparam</c> taken during training, <c>hist.0</c>, <c>hist.1</c>, …, beside the factors of the
/// data's covariance. Gates, where the network had any, were not kept. Read as a network, it is the last snapshot.
/// </summary>
internal sealed class HistorySchema() : Schema("history")
{
    private const string Prefix = "hist.";

    public override IReadOnlySet<string> Companions { get; } =
        new HashSet<string> { RotatedLaw.Rotation, RotatedLaw.Scales };

    public override IReadOnlyList<TensorPattern> Patterns(ModelFile file)
    {
        int count = file.Tensors.Count(entry => entry.Key.StartsWith(Prefix, StringComparison.Ordinal));
        return
        [
            .. Enumerable
                .Range(0, Math.Max(count, 1))
                .Select(index => TensorPattern.Of($"{Prefix}{index}", AllParameterSchema.ParameterShape)),
        ];
    }

    public override Checkpoint Map(SchemaMatch match) => Snapshots(match)[^1];

    /// <summary>All snapshots, oldest first.</summary>
    public IReadOnlyList<Checkpoint> Snapshots(SchemaMatch match)
    {
        List<string> names = Patterns(match.File).Select(pattern => pattern.Name).ToList();
        (BlockForm form, string? rule) = BlockForms.Decide(match, match[names[^1]]);
        int dimension = match.Size("k") - (form == BlockForm.Whole ? 1 : 0);
        DataLaw? law = RotatedLaw.Find(match.File, dimension);
        string[] assumed =
        [
            "gates, if the network had any, are not in this file",
            .. rule is null ? [] : new[] { rule },
        ];
        // Made once: it names every snapshot, and each would name them again.
        CheckpointSource source = match.Source(assumed, []);
        return
        [
            .. names.Select(
                (name, index) =>
                    new Checkpoint(
                        new NetworkWeights(
                            AllParameterSchema.Heads(match[name], form, (_, _) => 1),
                            new NetworkGates.None(),
                            context: null
                        )
                    )
                    {
                        Law = law,
                        Source = source with
                        {
                            Reading = source.Reading with
                            {
                                Assumed =
                                [
                                    $"snapshot {index + 1} of {names.Count}; the others are the network at other times",
                                    .. assumed,
                                ],
                            },
                        },
                    }
            ),
        ];
    }
}
