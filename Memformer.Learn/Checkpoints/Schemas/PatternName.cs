using System.Text;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>
/// The name that is written where a pattern allows several: the first of alternatives, of words that may be missing none but the number
/// of a layer after the first, and <c>layers.{l}.</c> for what is open.
/// </summary>
internal sealed class PatternName
{
    private const string Open = "layers.{l}.";

    private readonly string _text;
    private readonly int _layer;
    private readonly int _head;
    private int _at;

    private PatternName(string text, int layer, int head) => (_text, _layer, _head) = (text, layer, head);

    /// <summary>The name of a layer's and a head's tensor.</summary>
    /// <param name="pattern">A pattern that <see cref="NamePattern"/> reads.</param>
    /// <param name="layer">From 0.</param>
    /// <param name="head">From 0.</param>
    public static string Of(string pattern, int layer, int head)
    {
        string text = pattern.StartsWith('*') ? Open + pattern[1..] : pattern;
        return new PatternName(text, layer, head).Sequence();
    }

    /// <summary>Everything up to the end of the bracket that has been opened, or of the pattern.</summary>
    private string Sequence()
    {
        List<StringBuilder> alternatives = [new()];
        for (; _at < _text.Length && _text[_at] is not (')' or ']'); _at++)
        {
            switch (_text[_at])
            {
                case '\\' when _at + 1 < _text.Length:
                    alternatives[^1].Append(_text[++_at]);
                    break;
                case '{' when _text.AsSpan(_at).StartsWith("{l}") || _text.AsSpan(_at).StartsWith("{h}"):
                    alternatives[^1].Append(_text[_at + 1] == 'l' ? _layer : _head);
                    _at += 2;
                    break;
                case '|':
                    alternatives.Add(new StringBuilder());
                    break;
                case '(' or '[':
                    alternatives[^1].Append(Bracket(_text[_at] == '['));
                    break;
                default:
                    alternatives[^1].Append(_text[_at]);
                    break;
            }
        }

        return $"{alternatives[0]}";
    }

    private string Bracket(bool mayBeMissing)
    {
        int start = ++_at;
        string content = Sequence();
        bool counts = _text[start.._at].Contains("{l}", StringComparison.Ordinal) && _layer > 0;
        return mayBeMissing && !counts ? "" : content;
    }
}
