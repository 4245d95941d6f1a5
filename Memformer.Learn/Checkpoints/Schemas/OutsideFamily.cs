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
        HashSet<string> used = mapped.Used.ToHashSet();
        foreach ((string? name, Tensor? tensor) in mapped.File.Tensors.Where(entry => !used.Contains(entry.Key)))
        {
            if (WhyNoWeight(name, tensor, mapped) is { } why)
            {
                unused.Add(new UnusedTensor(name, why));
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

    /// <summary>Why a network whose names no layout has is none of the family all the same; null where nothing says so.</summary>
    public static string? OfNames(ModelFile file)
    {
        IReadOnlyList<string> reasons =
        [
            .. Foreign
                .Select(kind =>
                    (kind.What, Name: file.Tensors.Select(entry => entry.Key).FirstOrDefault(kind.Names().IsMatch))
                )
                .Where(found => found.Name is not null)
                .Select(found => $"{found.What} ({Shown(found.Name!)})"),
        ];
        return reasons.Count == 0 ? null : Refusal("its names are those of no layout that is read", reasons);
    }

    /// <summary>The refusal of a network that has no canonical form.</summary>
    public static string Refusal(string reading, IReadOnlyList<string> reasons) =>
        $"{reading}, and not in the family: {string.Join("; ", reasons)}. Ask the network's answers instead (memformer probe, then memformer compare)";

    /// <summary>The rule by which a tensor is no weight of the network; null where it may be one.</summary>
    private static string? WhyNoWeight(string name, Tensor tensor, MappedTensors mapped) =>
        tensor.IsZero ? "it is zero everywhere"
        : IsElsewhere(name, mapped) ? Elsewhere(mapped)
        : tensor.Type.Name is ['I' or 'U', ..] ? "whole numbers, a counter or a seed and no weight"
        : tensor.Type.Name == "BOOL" ? "true and false, a mask and no weight"
        : null;

    /// <summary>Whether a tensor lies in another dictionary than the network's, or in a record of the training.</summary>
    private static bool IsElsewhere(string name, MappedTensors mapped)
    {
        bool isOutside = !mapped.IsOpen && !Normal(name).StartsWith(mapped.Before, StringComparison.Ordinal);
        return isOutside || (Dictionary(name) != Dictionary(mapped.Used[0]) && Record().IsMatch(Dictionary(name)));
    }

    private static string Elsewhere(MappedTensors mapped)
    {
        string dictionary = mapped.IsOpen ? Dictionary(mapped.Used[0]) : mapped.Before.TrimEnd('.');
        return dictionary.Length == 0
            ? "a record of the training and no weight"
            : $"not in the network's dictionary {Printable.Quote(dictionary)}";
    }

    /// <summary>The first part of a name.</summary>
    private static string Dictionary(string name) => Normal(name).Split('.')[0];

    private static string Normal(string name) => name.Replace('/', '.');

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
        List<string> all = names.ToList();
        return all.Count == 1 ? Shown(all[0]) : $"{Shown(all[0])} and {all.Count - 1} more";
    }

    private static string Shown(string name) => Printable.Quote(name);

    /// <summary>What the names of well-known blocks say of the attention in them.</summary>
    private static readonly (Func<Regex> Names, string What)[] Foreign =
    [
        (TorchAttention, "PyTorch's MultiheadAttention, whose attention is softmax"),
        (Gpt, "GPT-2's blocks, whose attention is softmax and causal"),
        (StateSpace, "a state space model"),
        (Recurrent, "a recurrent network"),
        (Norm, "a normalisation stands around the attention"),
        (Feed, "an MLP stands beside the attention"),
    ];

    [GeneratedRegex(@"in_proj_(weight|bias)$")]
    private static partial Regex TorchAttention();

    [GeneratedRegex(@"\bc_attn\b")]
    private static partial Regex Gpt();

    [GeneratedRegex(@"\bA_log\b|\bdt_proj\b|\bmixer\b")]
    private static partial Regex StateSpace();

    [GeneratedRegex(@"\bweight_[ih]h_l\d|\b(lstm|gru|rnn)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Recurrent();

    /// <summary>First parts of names under which training scripts keep what is no weight.</summary>
    [GeneratedRegex(
        @"optim|opt_state|sched|scaler|\bema|rng|epoch|step|iter|loss|error|metric|hist|\blog|best|seed|args?$|config|hparam|_state_dict$|\b(data|prompts?|tasks?|targets?|xs?|ys?|val|train|test)(_|$)",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Record();

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
