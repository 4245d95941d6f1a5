using System.Text.RegularExpressions;
using Memformer.Learn.Checkpoints.Tensors;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>
/// The runs whose snapshots a file holds, each under the names of <see cref="HistorySchema"/>: <c>hist</c>,
/// <c>hist_list</c>, a list without a name, or <c>hist_dict</c> with a list for each seed and perhaps <c>U_dict</c> and
/// <c>D_dict</c> beside it.
/// </summary>
internal static partial class HistorySeeds
{
    private const string Table = "hist_dict.";

    /// <summary>Each run's key, empty for a run without one, and its tensors; none if the file holds no snapshots.</summary>
    public static IReadOnlyList<(string Key, ModelFile File)> Of(ModelFile file)
    {
        List<IGrouping<string, (KeyValuePair<string, Tensor> entry, Match Match)>> snapshots = file
            .Tensors.Select(entry => (entry, Match: Snapshot().Match(entry.Key)))
            .Where(found => found.Match.Success && found.entry.Value.Shape is [_, _, 2, _, _])
            .GroupBy(found => found.Match.Groups["stem"].Value)
            .ToList();
        if (snapshots.Count > 0 && Misshapen(file) is { } other)
        {
            throw file.Invalid(
                $"{Printable.Quote(other.Key)} is named as a snapshot and has the shape ({string.Join(", ", other.Value.Shape)}), expected (L, H, 2, d, d)"
            );
        }

        HashSet<string> names = snapshots.SelectMany(run => run).Select(found => found.entry.Key).ToHashSet();
        return
        [
            .. snapshots.Select(run =>
            {
                int start = run.Key.IndexOf(Table, StringComparison.Ordinal);
                string key = start < 0 ? "" : run.Key[(start + Table.Length)..].TrimEnd('.');
                // Numbers may have gaps or leading zeros: what counts is their order.
                IEnumerable<KeyValuePair<string, Tensor>> tensors = run.OrderBy(found =>
                        int.Parse(found.Match.Groups["index"].ValueSpan)
                    )
                    .Select((found, index) => KeyValuePair.Create($"hist.{index}", found.entry.Value));
                IEnumerable<KeyValuePair<string, Tensor>> others = file
                    .Tensors.Where(entry => !names.Contains(entry.Key))
                    .Select(entry => KeyValuePair.Create(Factor(entry.Key, key), entry.Value))
                    .Where(entry => entry.Key.Length > 0);
                return (key, file.Holding([.. tensors.Concat(others)]));
            }),
        ];
    }

    /// <summary>A tensor among the snapshots that is none: it has no place in their order.</summary>
    private static KeyValuePair<string, Tensor>? Misshapen(ModelFile file) =>
        file
            .Tensors.Where(entry => Snapshot().IsMatch(entry.Key) && entry.Value.Shape is not [_, _, 2, _, _])
            .Select(entry => (KeyValuePair<string, Tensor>?)entry)
            .FirstOrDefault();

    /// <summary>The factors of a run's own law lose its key; another run's are none of its.</summary>
    private static string Factor(string name, string key) =>
        name == $"U_dict.{key}" ? RotatedLaw.Rotation
        : name == $"D_dict.{key}" ? RotatedLaw.Scales
        : name.StartsWith("U_dict.", StringComparison.Ordinal) || name.StartsWith("D_dict.", StringComparison.Ordinal)
            ? ""
        : name;

    [GeneratedRegex(
        @"^(?<stem>(.*\.)?(hist|hist_list|hist_dict(\..+)?)\.|)(?<index>\d{1,6})$",
        RegexOptions.NonBacktracking
    )]
    private static partial Regex Snapshot();
}
