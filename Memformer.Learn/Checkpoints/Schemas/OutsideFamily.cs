using System.Text.RegularExpressions;
using Memformer.Learn.Checkpoints.Tensors;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>
/// Says why a network that is read by a map has no canonical form: what stands around its attention, and what its tokens
/// attend to. Nothing of a network is left out without a reason.
/// </summary>
internal static partial class OutsideFamily
{
    private static readonly string[] NonlinearAttention =
    [
        "softmax",
        "relu",
        "exp",
        "leaky",
        "leaky_relu",
        "gelu",
        "sigmoid",
        "elu",
        "kernel",
        "normalized",
        "normalised",
    ];

    /// <summary>The reasons, none if it is in the family; and the tensors that are left out, with theirs.</summary>
    public static (IReadOnlyList<string> Reasons, IReadOnlyList<UnusedTensor> Unused) Check(
        MappedTensors mapped,
        LayoutMap map,
        int depth
    )
    {
        List<string> reasons = [.. OfMap(map, depth)];
        List<UnusedTensor> unused = [];
        List<(string Reason, string Tensor)> around = [];
        var used = mapped.Used.ToHashSet();
        foreach (var (name, tensor) in mapped.File.Tensors.Where(entry => !used.Contains(entry.Key)))
        {
            if (!name.Replace('/', '.').StartsWith(mapped.Prefix, StringComparison.Ordinal))
            {
                unused.Add(
                    new UnusedTensor(
                        name,
                        $"not in the network's dictionary {Printable.Quote(mapped.Prefix.TrimEnd('.'))}"
                    )
                );
            }
            else if (tensor.IsZero)
            {
                unused.Add(new UnusedTensor(name, "it is zero everywhere"));
            }
            else if (tensor.Type.Name is ['I' or 'U', ..])
            {
                unused.Add(new UnusedTensor(name, "whole numbers, a counter or a seed and no weight"));
            }
            else if (name.StartsWith("optim", StringComparison.OrdinalIgnoreCase))
            {
                unused.Add(new UnusedTensor(name, "the optimiser's state"));
            }
            else
            {
                around.Add((Reason(name, map), name));
            }
        }
        reasons.AddRange(
            around
                .GroupBy(tensor => tensor.Reason, tensor => tensor.Tensor)
                .Select(group => $"{group.Key} ({Shown(group)})")
        );
        reasons.AddRange(OfStrings(mapped.File));
        return (reasons, unused);
    }

    private static IEnumerable<string> OfMap(LayoutMap map, int depth)
    {
        if (!map.Attention.Equals(Reading.LinearAttention, StringComparison.OrdinalIgnoreCase))
        {
            yield return $"the map says {map.Attention} attention, and only linear attention takes gradient steps";
        }
        if (map.Mask == "causal")
        {
            yield return "a causal mask: tokens follow different iterates";
        }
        if (map.Mask == "all" && depth > 1)
        {
            yield return "every token is a key: tokens follow different iterates from the second layer on";
        }
        if (!map.Residual && depth > 1)
        {
            yield return "without a residual the covariates are gone after the first layer";
        }
    }

    private static string Reason(string name, LayoutMap map) =>
        Norm().IsMatch(name) ? "a normalisation stands around the attention"
        : Feed().IsMatch(name) ? "an MLP stands beside the attention"
        : Position().IsMatch(name) ? "positions or embeddings are learned"
        : Head().IsMatch(name) ? "a read-out head, which a map has to name as read-out"
        : name.EndsWith("bias", StringComparison.Ordinal) || name.EndsWith(".b", StringComparison.Ordinal)
            ? "a bias that is not zero"
        : $"tensors without a role in the layout {map.Name}";

    private static IEnumerable<string> OfStrings(ModelFile file) =>
        from note in file.Metadata
        where AttentionKey().IsMatch(note.Key) && NonlinearAttention.Contains(note.Value.ToLowerInvariant())
        select $"the file says {Shown(note.Key)} = {Shown(note.Value)}";

    private static string Shown(IEnumerable<string> names)
    {
        var all = names.ToList();
        return all.Count == 1 ? Shown(all[0]) : $"{Shown(all[0])} and {all.Count - 1} more";
    }

    private static string Shown(string name) => Printable.Quote(name);

    [GeneratedRegex(@"norm|\bln[_\d]|\.ln\b|layer_norm", RegexOptions.IgnoreCase)]
    private static partial Regex Norm();

    [GeneratedRegex(@"mlp|feed_?forward|\bffn?\b|\bfc\d|linear[12]\b|dense", RegexOptions.IgnoreCase)]
    private static partial Regex Feed();

    [GeneratedRegex(@"pos|\bw[pt]e\b|embed|read_in", RegexOptions.IgnoreCase)]
    private static partial Regex Position();

    [GeneratedRegex(@"head|read_out|readout|output", RegexOptions.IgnoreCase)]
    private static partial Regex Head();

    [GeneratedRegex(
        @"(^|\.)(model_type|attention|attention_type|attn|attn_type|kernel|activation)$",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex AttentionKey();
}
