using System.Text.RegularExpressions;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>
/// The numbers in what stands before the words of an open pattern: those that differ from tensor to tensor count the layers, or
/// the heads where the word before them says so; the others are part of the name.
/// </summary>
internal static partial class LayerNumbers
{
    /// <summary>Groups names that differ in nothing but their counters.</summary>
    public static IReadOnlyList<NumberedNames> Group(IEnumerable<NameMatch> matches) =>
        [
            .. matches
                .GroupBy(match => (match.IsOpen, Digits().Replace(match.Before, match.IsOpen ? "#" : "$0")))
                .Select(group => Number([.. group])),
        ];

    private static NumberedNames Number(IReadOnlyList<NameMatch> matches)
    {
        (NameMatch? first, List<IReadOnlyList<Match>>? numbers) = (matches[0], matches.Select(Numbers).ToList());
        ILookup<bool, int> counters = Enumerable
            .Range(0, numbers[0].Count)
            .Where(place => numbers.Any(found => found[place].Value != numbers[0][place].Value))
            .ToLookup(place => IsHead(first.Before, numbers[0][place].Index));
        (List<int>? layers, List<int>? heads) = (counters[false].ToList(), counters[true].ToList());
        string before = first.Before;
        foreach (int place in layers.Concat(heads).OrderDescending())
        {
            Match digits = numbers[0][place];
            before = $"{before[..digits.Index]}#{before[(digits.Index + digits.Length)..]}";
        }

        bool isCounted =
            first.Layer is not null
            || numbers[0].Any(digits => !IsHead(first.Before, digits.Index) && IsWord(first.Before, digits));
        // A number behind the words that is the same in all, as in to_out.0.weight, is no layer's.
        bool isBehind = layers.Count == 0 || matches.Any(match => match.Layer != first.Layer);
        if (layers.Count > 1 || (layers.Count == 1 && isBehind) || heads.Count > 1)
        {
            return new NumberedNames(before, null);
        }

        int Count(int index, List<int> places) => places is [var place] ? int.Parse(numbers[index][place].Value) : 0;
        return new NumberedNames(
            before,
            [
                .. matches.Select(
                    (match, index) =>
                        new NumberedName(
                            match.Name,
                            (isBehind ? match.Layer : null) ?? Count(index, layers),
                            match.Head ?? Count(index, heads),
                            isCounted
                        )
                ),
            ]
        );
    }

    private static IReadOnlyList<Match> Numbers(NameMatch match) =>
        match.IsOpen ? [.. Digits().Matches(match.Before).Cast<Match>()] : [];

    /// <summary>Whether digits are a word of their own, as in <c>layers.0</c> or <c>layer_0</c> and not in <c>gpt2</c>.</summary>
    private static bool IsWord(string before, Match digits) =>
        digits.Index == 0 || before[digits.Index - 1] is '.' or '_' || Layered().IsMatch(before[..digits.Index]);

    private static bool IsHead(string before, int index) => Head().IsMatch(before[..index]);

    [GeneratedRegex(@"\d{1,5}")]
    private static partial Regex Digits();

    [GeneratedRegex(@"(layer|block)s?$", RegexOptions.IgnoreCase)]
    private static partial Regex Layered();

    [GeneratedRegex(@"heads?[._]?$", RegexOptions.IgnoreCase)]
    private static partial Regex Head();
}

/// <summary>Tensors of one role whose names differ in nothing but their counters.</summary>
/// <param name="Before">What stands before the pattern's words, with <c>#</c> for a counter.</param>
/// <param name="Tensors">The tensors; null where two places count layers, so that no order of the layers is known.</param>
internal sealed record NumberedNames(string Before, IReadOnlyList<NumberedName>? Tensors);

/// <summary>A tensor with the numbers in its name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Layer">The layer's number, 0 where there is none.</param>
/// <param name="Head">The head's.</param>
/// <param name="IsCounted">Whether the name counts the layers, so that a first axis does not.</param>
internal sealed record NumberedName(string Name, int Layer, int Head, bool IsCounted);
