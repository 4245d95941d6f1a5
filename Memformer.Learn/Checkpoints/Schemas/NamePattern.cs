using System.Text;
using System.Text.RegularExpressions;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>
/// The names that a map gives to tensors of one role. <c>{l}</c> and <c>{h}</c> are the numbers of the layer and the head,
/// <c>(a|b)</c> is one of several, <c>[a]</c> may be missing, and <c>*</c> is anything up to a dot or an underscore, in which the
/// numbers that differ from tensor to tensor count the layers. Everything else stands for itself, after <c>\</c> those characters too.
/// </summary>
internal sealed class NamePattern
{
    private const int Deepest = 8;

    /// <summary>A name takes microseconds; a map made of a thousand optional letters could take for ever.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private readonly Regex _regex;

    private NamePattern(string text, Regex regex, bool isOpen) => (Text, _regex, IsOpen) = (text, regex, isOpen);

    /// <summary>The pattern as the map says it.</summary>
    public string Text { get; }

    /// <summary>Whether it has a <c>*</c>, so that the names around the network are not known; it then ignores case.</summary>
    public bool IsOpen { get; }

    /// <summary>Reads a pattern.</summary>
    /// <param name="text">The pattern, without <c>{layer}</c>.</param>
    /// <exception cref="FormatException">Brackets do not pair, or <c>*</c> is not at the beginning; the message says what is wrong.</exception>
    public static NamePattern Parse(string text)
    {
        bool isOpen = text.StartsWith('*');
        // Lazily, so that o_proj is the word o_proj and not proj after something that ends in o_.
        StringBuilder regex = new StringBuilder(isOpen ? "^(?<open>(?:.*?[._])??)" : @"^(?<prefix>(?:.*\.)?)");
        Stack<char> closing = new Stack<char>();
        for (int index = isOpen ? 1 : 0; index < text.Length; index++)
        {
            char letter = text[index];
            switch (letter)
            {
                case '\\' when index + 1 < text.Length:
                    regex.Append(Regex.Escape(Normal(text[++index])));
                    break;
                case '{' when text.AsSpan(index).StartsWith("{l}") || text.AsSpan(index).StartsWith("{h}"):
                    regex.Append($@"(?<{text[index + 1]}>\d{{1,5}})");
                    index += 2;
                    break;
                case '(' or '[':
                    if (closing.Count == Deepest)
                    {
                        throw new FormatException($"allowed are {Deepest} brackets in one another");
                    }

                    closing.Push(letter == '(' ? ')' : ']');
                    regex.Append("(?:");
                    break;
                case ')' or ']':
                    if (closing.Count == 0 || closing.Pop() != letter)
                    {
                        throw new FormatException($"'{letter}' closes nothing");
                    }

                    regex.Append(letter == ')' ? ")" : ")?");
                    break;
                case '|' when closing.Count > 0:
                    regex.Append('|');
                    break;
                case '*':
                    throw new FormatException("'*' is allowed at the beginning alone");
                default:
                    regex.Append(Regex.Escape(Normal(letter)));
                    break;
            }
        }

        if (closing.Count > 0)
        {
            throw new FormatException($"'{closing.Peek()}' is missing");
        }

        RegexOptions options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
        return new NamePattern(
            text,
            new Regex($"{regex}$", isOpen ? options | RegexOptions.IgnoreCase : options, Longest),
            isOpen
        );
    }

    /// <summary>What a name says, if it is one of the pattern's; null if it is not.</summary>
    /// <exception cref="RegexMatchTimeoutException">The pattern has too many ways to match.</exception>
    public NameMatch? Match(string name)
    {
        Match match = _regex.Match(name.Replace('/', '.'));
        return match.Success
            ? new NameMatch(
                name,
                IsOpen ? match.Groups["open"].Value : match.Groups["prefix"].Value,
                IsOpen,
                Number(match, "l"),
                Number(match, "h")
            )
            : null;
    }

    private static int? Number(Match match, string group) =>
        match.Groups[group] is { Success: true } found ? int.Parse(found.ValueSpan) : null;

    /// <summary>Haiku and NumPy archives part names by slashes.</summary>
    private static string Normal(char letter) => letter == '/' ? "." : letter.ToString();
}

/// <summary>A tensor's name held against a pattern.</summary>
/// <param name="Name">The name.</param>
/// <param name="Before">What stands before the pattern's own words.</param>
/// <param name="IsOpen">Whether the pattern leaves open what that is, so that numbers in it may count layers.</param>
/// <param name="Layer">The layer's number where the pattern has a place for it.</param>
/// <param name="Head">The head's.</param>
internal sealed record NameMatch(string Name, string Before, bool IsOpen, int? Layer, int? Head);
