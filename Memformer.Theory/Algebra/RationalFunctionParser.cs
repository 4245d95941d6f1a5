using System.Globalization;

namespace Memformer.Theory.Algebra;

/// <summary>Reads a formula by recursive descent.</summary>
internal sealed class RationalFunctionParser(string text)
{
    private const int MaximumLength = 1 << 20;
    private const int MaximumDepth = 256;

    private int _position;
    private int _depth;

    /// <summary>The function that the whole text denotes.</summary>
    public RationalFunction Parse()
    {
        if (text.Length > MaximumLength)
        {
            throw new FormatException($"A formula may have at most {MaximumLength} characters, not {text.Length}.");
        }
        var function = Sum();
        return _position == text.Length ? function : throw Unexpected("an operator or the end");
    }

    private RationalFunction Sum()
    {
        if (++_depth > MaximumDepth)
        {
            throw new FormatException($"A formula may be nested at most {MaximumDepth} deep.");
        }
        var sum =
            Take("-") ? -Product()
            : Take("+") ? Product()
            : Product();
        while (true)
        {
            if (Take("+"))
            {
                sum += Product();
            }
            else if (Take("-"))
            {
                sum -= Product();
            }
            else
            {
                _depth--;
                return sum;
            }
        }
    }

    private RationalFunction Product()
    {
        var product = Power();
        while (true)
        {
            if (Take("*"))
            {
                product *= Power();
            }
            else if (Take("/"))
            {
                product /= Power();
            }
            else
            {
                return product;
            }
        }
    }

    private RationalFunction Power()
    {
        if (Take("-"))
        {
            return -Power();
        }
        var basis = Atom();
        return Take("^") || Take("**") ? basis.Pow(Exponent()) : basis;
    }

    private int Exponent()
    {
        var isParenthesized = Take("(");
        var isNegative = Take("-");
        var exponent = Integer("an integer exponent");
        if (isParenthesized && !Take(")"))
        {
            throw Unexpected("')'");
        }
        return isNegative ? -exponent : exponent;
    }

    private RationalFunction Atom()
    {
        if (Take("("))
        {
            var inner = Sum();
            return Take(")") ? inner : throw Unexpected("')'");
        }
        var start = _position;
        while (_position < text.Length && (char.IsAsciiDigit(text[_position]) || text[_position] == '.'))
        {
            _position++;
        }
        if (_position > start)
        {
            return Rational.TryParse(text[start.._position], out var number)
                ? number
                : throw new FormatException($"character {start + 1}: '{text[start.._position]}' is not a number.");
        }
        return Symbol();
    }

    private Symbol Symbol()
    {
        var start = _position;
        while (_position < text.Length && (char.IsLetterOrDigit(text[_position]) || text[_position] == '_'))
        {
            _position++;
        }
        if (_position == start)
        {
            throw Unexpected("a number, a symbol or '('");
        }
        var name = text[start.._position];
        if (!Take("["))
        {
            return new(name);
        }
        var index = Take("-") ? -Integer("an index") : Integer("an index");
        return Take("]") ? new(name, index) : throw Unexpected("']'");
    }

    private int Integer(string expected)
    {
        SkipSpace();
        var start = _position;
        while (_position < text.Length && char.IsAsciiDigit(text[_position]))
        {
            _position++;
        }
        return int.TryParse(text[start.._position], NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Unexpected(expected);
    }

    // "*" is not taken where "**" stands.
    private bool Take(string token)
    {
        SkipSpace();
        var rest = text.AsSpan(_position);
        if (!rest.StartsWith(token) || (token == "*" && rest.StartsWith("**")))
        {
            return false;
        }
        _position += token.Length;
        SkipSpace();
        return true;
    }

    private void SkipSpace()
    {
        while (_position < text.Length && char.IsWhiteSpace(text[_position]))
        {
            _position++;
        }
    }

    private FormatException Unexpected(string expected)
    {
        var found = _position < text.Length ? $"'{text[_position]}'" : "the end";
        return new($"character {_position + 1}: expected {expected}, found {found}.");
    }
}
