using System.Globalization;
using Memformer.Theory.Algebra;
using Memformer.Theory.Methods.Iterates;
using Memformer.Theory.Typesetting;

namespace Memformer.Theory.Derivations;

/// <summary>Reads formulas that <see cref="Infix"/> has written.</summary>
/// <param name="parameters">
/// The parameters that may occur: they tell which names are matrices, and whether <c>x_1</c> is a name or x with an
/// index. In other names a number after the last underscore is an index.
/// </param>
public sealed class InfixReader(IReadOnlyList<MethodParameter> parameters)
{
    /// <summary>A reader for formulas without matrices.</summary>
    public static InfixReader Scalars { get; } = new([]);

    /// <summary>Reads a rational function.</summary>
    /// <exception cref="FormatException">The text is no formula, or contains a matrix; the message gives the position.</exception>
    public RationalFunction Scalar(string text)
    {
        var value = Read(text);
        return value.Scalar ?? throw new FormatException($"'{text}' is a matrix; a number is expected");
    }

    /// <summary>Reads a d×d matrix; a number stands for its multiple of the identity.</summary>
    /// <exception cref="FormatException">The text is no formula; the message gives the position.</exception>
    public MatrixPolynomial Matrix(string text) => Read(text).AsMatrix;

    private Operand Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var cursor = new Cursor(text);
        var value = Sum(cursor);
        return cursor.AtEnd ? value : throw cursor.Unexpected("the end");
    }

    private Operand Sum(Cursor cursor)
    {
        var negative = cursor.TryTake('-');
        var sum = Product(cursor);
        sum = negative ? -sum : sum;
        while (true)
        {
            if (cursor.TryTake('+'))
            {
                sum += Product(cursor);
            }
            else if (cursor.TryTake('-'))
            {
                sum += -Product(cursor);
            }
            else
            {
                return sum;
            }
        }
    }

    private Operand Product(Cursor cursor)
    {
        var product = Power(cursor);
        while (true)
        {
            if (cursor.TryTake('*'))
            {
                product *= Power(cursor);
            }
            else if (cursor.TryTake('/'))
            {
                var divisor = Power(cursor).Scalar ?? throw cursor.Unexpected("a number to divide by");
                product = new Operand(1 / divisor) * product;
            }
            else
            {
                return product;
            }
        }
    }

    private Operand Power(Cursor cursor)
    {
        var value = Atom(cursor);
        if (cursor.TryTake('.'))
        {
            cursor.Take('T');
            value = new Operand(value.AsMatrix.Transpose());
        }

        return cursor.TryTake('^') ? value.Pow(cursor.TakeInteger()) : value;
    }

    private Operand Atom(Cursor cursor)
    {
        if (cursor.TryTake('('))
        {
            var inside = Sum(cursor);
            cursor.Take(')');
            return inside;
        }

        if (cursor.PeekIsDigit)
        {
            return new Operand(Rational.Parse(cursor.TakeDigits(), CultureInfo.InvariantCulture));
        }

        var name = cursor.TakeName();
        return name == "I" ? new Operand(MatrixPolynomial.Identity(Dimension.D)) : Named(name);
    }

    private Operand Named(string written)
    {
        var name = written.StartsWith(Infix.Lambda, StringComparison.Ordinal)
            ? "lambda" + written[Infix.Lambda.Length..]
            : written;
        var symbol = SymbolOf(name);
        var parameter = parameters.FirstOrDefault(parameter =>
            name == parameter.Name || name.StartsWith(parameter.Name + "_")
        );
        return parameter is { IsMatrix: true }
            ? new Operand((MatrixPolynomial)parameter.LetterOf(symbol))
            : new Operand((RationalFunction)symbol);
    }

    private Symbol SymbolOf(string name)
    {
        var underscore = name.LastIndexOf('_');
        var isWhole = parameters.Any(parameter => parameter.Name == name);
        return !isWhole && underscore > 0 && int.TryParse(name[(underscore + 1)..], out var index)
            ? new Symbol(name[..underscore], index)
            : new Symbol(name);
    }

    /// <summary>A number or a d×d matrix.</summary>
    private readonly struct Operand
    {
        private readonly MatrixPolynomial? _matrix;

        public Operand(RationalFunction scalar) => Scalar = scalar;

        public Operand(MatrixPolynomial matrix) => _matrix = matrix;

        public RationalFunction? Scalar { get; }

        public MatrixPolynomial AsMatrix => _matrix ?? MatrixPolynomial.Scalar(Scalar!, Dimension.D);

        public static Operand operator +(Operand left, Operand right) =>
            left.Scalar is { } a && right.Scalar is { } b ? new(a + b) : new(left.AsMatrix + right.AsMatrix);

        public static Operand operator *(Operand left, Operand right) =>
            (left.Scalar, right.Scalar) switch
            {
                ({ } a, { } b) => new(a * b),
                ({ } a, null) => new(a * right.AsMatrix),
                (null, { } b) => new(b * left.AsMatrix),
                _ => new(left.AsMatrix * right.AsMatrix),
            };

        public static Operand operator -(Operand value) => new Operand((RationalFunction)(-1)) * value;

        public Operand Pow(int exponent) =>
            Scalar is { } scalar ? new(scalar.Pow(exponent)) : new(AsMatrix.Pow(exponent));
    }

    /// <summary>A position in the text; spaces are skipped.</summary>
    private sealed class Cursor(string text)
    {
        private int _position;

        public bool AtEnd => Peek() == '\0';

        public bool PeekIsDigit => char.IsAsciiDigit(Peek());

        public bool TryTake(char expected)
        {
            var found = Peek() == expected;
            _position += found ? 1 : 0;
            return found;
        }

        public void Take(char expected)
        {
            if (!TryTake(expected))
            {
                throw Unexpected($"'{expected}'");
            }
        }

        public string TakeDigits() => TakeWhile(char.IsAsciiDigit, "a number");

        public int TakeInteger() =>
            int.TryParse(TakeDigits(), out var value) ? value : throw Unexpected("a smaller exponent");

        public string TakeName() =>
            TakeWhile(character => char.IsLetterOrDigit(character) || character == '_', "a name");

        public FormatException Unexpected(string expected) =>
            new($"'{text}', column {_position + 1}: {expected} is expected");

        private char Peek()
        {
            while (_position < text.Length && text[_position] == ' ')
            {
                _position++;
            }

            return _position < text.Length ? text[_position] : '\0';
        }

        private string TakeWhile(Func<char, bool> belongs, string expected)
        {
            Peek();
            var start = _position;
            while (_position < text.Length && belongs(text[_position]))
            {
                _position++;
            }

            return _position > start ? text[start.._position] : throw Unexpected(expected);
        }
    }
}
