using System.Text.RegularExpressions;
using Memformer.Learn.Checkpoints.Tensors;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>The blocks of P and Q as a tensor (H, 2, d, d) for each layer, in a list or under numbered names.</summary>
internal static partial class LayerList
{
    private const string Name = "allparam";

    /// <summary>The file with the layers in one tensor <c>allparam</c>, (L, H, 2, d, d); null if it has no such list.</summary>
    public static ModelFile? Of(ModelFile file)
    {
        List<(string Key, Tensor Value, Match Match)> found = file
            .Tensors.Select(entry => (entry.Key, entry.Value, Match: Layer().Match(entry.Key)))
            .Where(entry =>
                entry.Match.Success && entry.Value.Shape is [_, 2, var rows, var columns] && rows == columns
            )
            .OrderBy(entry => int.Parse(entry.Match.Groups["layer"].ValueSpan))
            .ToList();
        IEnumerable<string> names = found.Select(entry => entry.Match.Groups["layer"].Value);
        if (
            found.Count == 0
            || !names.SequenceEqual(Enumerable.Range(0, found.Count).Select(layer => $"{layer}"))
            || found.Exists(entry => !entry.Value.Shape.SequenceEqual(found[0].Value.Shape))
        )
        {
            return null;
        }

        HashSet<string> keys = found.Select(entry => entry.Key).ToHashSet();
        Tensor whole = Tensor.Of(
            [found.Count, .. found[0].Value.Shape],
            [.. found.SelectMany(entry => entry.Value.Values)]
        );
        return file.Holding([
            KeyValuePair.Create(Name, whole),
            .. file.Tensors.Where(entry => !keys.Contains(entry.Key)),
        ]);
    }

    /// <summary>The reading with the list's own tensors in the place of the one that was made of them.</summary>
    public static Reading Named(Reading reading, ModelFile file) =>
        file.Find(Name) is null && reading.Used.Contains(Name) && Of(file) is { } made
            ? reading with
            {
                Used =
                [
                    .. file.Tensors.Select(entry => entry.Key).Where(key => made.Find(key) is null),
                    .. reading.Used.Where(name => name != Name),
                ],
            }
            : reading;

    [GeneratedRegex(@"^(.*\.)?(allparam\.|layers\.)?(?<layer>\d{1,3})(\.allparam)?$", RegexOptions.NonBacktracking)]
    private static partial Regex Layer();
}
