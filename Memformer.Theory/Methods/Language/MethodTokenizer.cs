using Superpower;
using Superpower.Model;

namespace Memformer.Theory.Methods.Language;

/// <summary>
/// Cuts a method's text into tokens. Inside parentheses and brackets the end of a line is layout, so a long
/// expression may be broken there.
/// </summary>
internal sealed class MethodTokenizer : Tokenizer<MethodToken>
{
    /// <summary>How deep parentheses and brackets may be nested; the parser descends once per level.</summary>
    internal const int MaximalNesting = 64;

    /// <summary>How many tokens one statement may have; a chain of operators is evaluated recursively.</summary>
    internal const int MaximalStatement = 4096;

    private static readonly Dictionary<string, MethodToken> Keywords = new()
    {
        ["method"] = MethodToken.Method,
        ["parameters"] = MethodToken.Parameters,
        ["algebraic"] = MethodToken.Algebraic,
        ["output"] = MethodToken.Output,
        ["when"] = MethodToken.When,
        ["for"] = MethodToken.For,
        ["grad"] = MethodToken.Gradient,
        ["sum"] = MethodToken.Sum,
        ["sqrt"] = MethodToken.Root,
        ["transpose"] = MethodToken.Transpose,
        ["mod"] = MethodToken.Modulo,
    };

    private static readonly (string Text, MethodToken Token)[] Marks =
    [
        ("..", MethodToken.Range),
        ("!=", MethodToken.NotEqual),
        ("<=", MethodToken.LessOrEqual),
        (">=", MethodToken.GreaterOrEqual),
        ("<", MethodToken.Less),
        (">", MethodToken.Greater),
        ("=", MethodToken.Equal),
        ("+", MethodToken.Plus),
        ("-", MethodToken.Minus),
        ("*", MethodToken.Times),
        ("/", MethodToken.Slash),
        ("^", MethodToken.Caret),
        ("(", MethodToken.LeftParenthesis),
        (")", MethodToken.RightParenthesis),
        ("[", MethodToken.LeftBracket),
        ("]", MethodToken.RightBracket),
        (",", MethodToken.Comma),
        (":", MethodToken.Colon),
        ("~", MethodToken.Tilde),
    ];

    /// <inheritdoc/>
    protected override IEnumerable<Result<MethodToken>> Tokenize(TextSpan span)
    {
        var rest = span;
        var depth = 0;
        var length = 0;
        while (!rest.IsAtEnd)
        {
            var next = Next(rest, depth);
            if (next.HasValue && next.Value is { } token)
            {
                depth = Math.Max(0, depth + Nesting(token));
                length = token == MethodToken.NewLine ? 0 : length + 1;
                if (depth > MaximalNesting)
                {
                    yield return Refused(rest, $"more than {MaximalNesting} levels of parentheses");
                }
                else if (length > MaximalStatement)
                {
                    yield return Refused(rest, $"a statement of more than {MaximalStatement} tokens");
                }
                else
                {
                    yield return Result.Value(token, rest, next.Remainder);
                }
            }
            else if (!next.HasValue)
            {
                yield return Result.CastEmpty<MethodToken?, MethodToken>(next);
            }

            rest = next.Remainder;
        }
    }

    /// <summary>The token at the start of the text, or a value without token for layout.</summary>
    private static Result<MethodToken?> Next(TextSpan text, int depth)
    {
        var first = text.ConsumeChar().Value;
        if (first == '\n')
        {
            return Taken(depth == 0 ? MethodToken.NewLine : null, text, 1);
        }

        if (first is ' ' or '\t' or '\r')
        {
            return Taken(null, text, 1);
        }

        if (first == '#')
        {
            // Inside parentheses a comment would have to be printed in the middle of a statement: it is layout there.
            var length = Length(text, character => character != '\n');
            return Taken(depth == 0 ? MethodToken.Comment : null, text, length);
        }

        if (char.IsAsciiLetter(first) || first == '_')
        {
            var length = Length(text, character => char.IsAsciiLetterOrDigit(character) || character == '_');
            return Taken(Keywords.GetValueOrDefault(Text(text, length), MethodToken.Name), text, length);
        }

        if (char.IsAsciiDigit(first))
        {
            return Taken(MethodToken.Number, text, NumberLength(text));
        }

        if (first == '"')
        {
            var length = 1 + Length(text.Skip(1), character => character is not ('"' or '\n'));
            return length < text.Length && text.Skip(length).ConsumeChar().Value == '"'
                ? Taken(MethodToken.Title, text, length + 1)
                : Result.Empty<MethodToken?>(text, "a title without its closing quote");
        }

        foreach (var (mark, token) in Marks)
        {
            if (text.Length >= mark.Length && Text(text, mark.Length) == mark)
            {
                return Taken(token, text, mark.Length);
            }
        }

        return Result.Empty<MethodToken?>(text, $"the language has no character {Shown(first)}");
    }

    private static Result<MethodToken?> Taken(MethodToken? token, TextSpan text, int length) =>
        Result.Value(token, text, text.Skip(length));

    private static Result<MethodToken> Refused(TextSpan place, string what) => Result.Empty<MethodToken>(place, what);

    private static int Nesting(MethodToken token) =>
        token switch
        {
            MethodToken.LeftParenthesis or MethodToken.LeftBracket => 1,
            MethodToken.RightParenthesis or MethodToken.RightBracket => -1,
            _ => 0,
        };

    /// <summary>The length of a number, such as <c>2.5e-1</c>.</summary>
    private static int NumberLength(TextSpan text)
    {
        var length = DecimalLength(text);
        return length + ExponentLength(text.Skip(length));
    }

    /// <summary>The length of an exponent; a letter right after its digits makes all of it part of something else.</summary>
    private static int ExponentLength(TextSpan text)
    {
        if (text.Length < 2 || Text(text, 1) is not ("e" or "E"))
        {
            return 0;
        }

        var sign = Text(text.Skip(1), 1) is "+" or "-" ? 2 : 1;
        var digits = Length(text.Skip(sign), char.IsAsciiDigit);
        var name = Length(text.Skip(sign + digits), letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');
        return digits > 0 && name == 0 ? sign + digits : 0;
    }

    /// <summary>The length of its digits; the two points of a range do not belong to it.</summary>
    private static int DecimalLength(TextSpan text)
    {
        var whole = Length(text, char.IsAsciiDigit);
        var rest = text.Skip(whole);
        if (rest.Length < 2 || Text(rest, 1) != ".")
        {
            return whole;
        }

        var fraction = Length(rest.Skip(1), char.IsAsciiDigit);
        return fraction == 0 ? whole : whole + 1 + fraction;
    }

    private static int Length(TextSpan text, Func<char, bool> belongs)
    {
        var length = 0;
        while (length < text.Length && belongs(text.Source![text.Position.Absolute + length]))
        {
            length++;
        }

        return length;
    }

    private static string Text(TextSpan text, int length) => text.Source!.Substring(text.Position.Absolute, length);

    private static string Shown(char character) =>
        char.IsLetter(character) ? $"'{character}'; names are made of the letters a to z, digits and _"
        : char.IsAscii(character) && !char.IsControl(character) ? $"'{character}'"
        : $"U+{(int)character:X4}";
}
