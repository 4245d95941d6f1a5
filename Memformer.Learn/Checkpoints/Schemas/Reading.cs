using Memformer.Learn.Models;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>A tensor of the file that the reading does not use.</summary>
/// <param name="Tensor">Its name.</param>
/// <param name="Why">The rule by which it may be left out.</param>
public sealed record UnusedTensor(string Tensor, string Why);

/// <summary>How a network was read out of its file: what was found, what was assumed, what was left out and why.</summary>
/// <param name="Layout">The schema or map by which the tensors were read.</param>
/// <param name="Assumed">Sentences: what the file does not say, and the rule by which it was decided.</param>
/// <param name="Used">The names of the tensors that make the network.</param>
/// <param name="Unused">The tensors that do not, each with the reason.</param>
public sealed record Reading(
    string Layout,
    IReadOnlyList<string> Assumed,
    IReadOnlyList<string> Used,
    IReadOnlyList<UnusedTensor> Unused
)
{
    private const int MostNames = 8;

    /// <summary>The kind of attention by which the weights are read; there is an algebra for linear attention alone.</summary>
    public const string LinearAttention = "linear";

    /// <summary>The kind of attention.</summary>
    public string Attention { get; init; } = LinearAttention;

    /// <summary>Whether the file, the map or the user says which attention it is.</summary>
    public bool AttentionIsKnown { get; init; }

    /// <summary>The factor on the sum over the context tokens, such as <c>1/n</c>.</summary>
    public string Scale { get; init; } = "1/n";

    /// <summary>Where the answer is read.</summary>
    public string Answer { get; init; } = "−[Z_L] in the last row and column";

    /// <summary>The coordinate of a token that the answer is read from, where that is not y's own: then no layer may follow.</summary>
    public int? ReadElsewhere { get; init; }

    /// <summary>How often the layers of the file are used; 1 for a network that is not tied.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>What was found beside the tensors and stands for nothing: values of foreign types. Null if there was nothing.</summary>
    public string? Foreign { get; init; }

    /// <summary>The reading as a paragraph of running text.</summary>
    /// <param name="weights">The network that was read.</param>
    public string Describe(NetworkWeights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        string sizes =
            $"d = {weights.Dimension}, n {(weights.Context is { } context ? $"= {context}" : "not recorded")}, "
            + $"L = {weights.Layers}, H = {weights.HeadCount}";
        string attention = AttentionIsKnown
            ? $"{Attention} attention"
            : $"read as {Attention} attention; the file does not say";
        IEnumerable<string?> sentences =
        [
            $"Layout {Layout}: {sizes}; {attention}. Keys are the context tokens, the scale is {Scale}, the answer is {Answer}.",
            Repeat > 1 ? $"The layers of the file are used {Repeat} times." : null,
            $"Tensors used: {Names(Used)}.",
            Unused.Count == 0 ? "No tensor is left out." : $"Not used: {UnusedText()}.",
            Foreign is null ? null : $"Ignored: {Foreign}.",
            .. Assumed.Select(sentence => $"{char.ToUpperInvariant(sentence[0])}{sentence[1..]}."),
        ];
        return string.Join(' ', sentences.Where(sentence => sentence is not null));
    }

    private string UnusedText() =>
        string.Join(
            "; ",
            Unused
                .GroupBy(tensor => tensor.Why)
                .Select(group => $"{Names([.. group.Select(t => t.Tensor)])} ({group.Key})")
        );

    private static string Names(IReadOnlyList<string> names) =>
        names.Count <= MostNames
            ? string.Join(", ", names.Select(Shown))
            : $"{string.Join(", ", names.Take(3).Select(Shown))}, … {Shown(names[^1])} ({names.Count} tensors)";

    private static string Shown(string name) => Printable.Quote(name).Trim('\'');
}
