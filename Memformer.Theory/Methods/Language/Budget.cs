using System.Runtime.CompilerServices;
using Memformer.Theory.Algebra;
using Memformer.Theory.Methods.Iterates;

namespace Memformer.Theory.Methods.Language;

/// <summary>
/// What one run of a method may cost. The limits are far above anything a method needs, and keep a text that nobody meant
/// to write (or somebody did) from taking all time and memory.
/// </summary>
internal sealed class Budget
{
    /// <summary>How many expressions one run may evaluate.</summary>
    private const int MaximalWork = 1_000_000;

    /// <summary>How many terms a number may have.</summary>
    private const int MaximalTerms = 10_000;

    /// <summary>How many bits an integer may have.</summary>
    private const int MaximalBits = 1 << 16;

    /// <summary>The largest exponent, in magnitude.</summary>
    private const int MaximalExponent = 10_000;

    /// <summary>How many sequence elements may wait for one another.</summary>
    private const int MaximalDepth = 200;

    private const string Endless = "this needs ever more values: the equations refer to each other without end";
    private int _work;
    private int _depth;

    /// <summary>Counts one more expression.</summary>
    /// <exception cref="ExpressionTooLargeException">That is one too many.</exception>
    /// <exception cref="MissingCapabilityException">
    /// The session's stack is small: a usual one holds the deepest nesting that the other limits allow.
    /// </exception>
    internal void Spend()
    {
        if (++_work > MaximalWork)
        {
            throw new ExpressionTooLargeException($"the method takes more than {MaximalWork} operations");
        }

        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new MissingCapabilityException(
                "the stack of this session is too small to run a method; a megabyte is enough (ulimit -s)"
            );
        }
    }

    /// <summary>Computes an element of a sequence, which may need others first.</summary>
    /// <exception cref="ExpressionTooLargeException">Too many elements wait for one another.</exception>
    internal Value Nested(Func<Value> element)
    {
        if (_depth == MaximalDepth)
        {
            throw new ExpressionTooLargeException(Endless);
        }

        _depth++;
        var value = element();
        _depth--;
        return value;
    }

    /// <summary>Checks the size of a number.</summary>
    /// <exception cref="ExpressionTooLargeException">It is too large.</exception>
    internal static Value Checked(Value value)
    {
        if (value is Value.Matrix { Polynomial.TermCount: > MaximalTerms })
        {
            throw new ExpressionTooLargeException($"this matrix grows beyond {MaximalTerms} terms");
        }

        if (value is not Value.Scalar { Number: var number })
        {
            return value;
        }

        if (number.Numerator.TermCount + number.Denominator.TermCount > MaximalTerms)
        {
            throw new ExpressionTooLargeException($"this number grows beyond {MaximalTerms} terms");
        }

        return Bits(number) <= MaximalBits
            ? value
            : throw new ExpressionTooLargeException($"this number grows beyond {MaximalBits} bits");
    }

    /// <summary>A number as it is written.</summary>
    /// <exception cref="ExpressionTooLargeException">Its exponent is beyond what is written out.</exception>
    internal static Rational Number(NumberExpression number) =>
        Rational.TryParse(number.Digits, null, out var value)
            ? value
            : throw new ExpressionTooLargeException($"the number {number.Digits} is too large to be written out");

    /// <summary>An exponent, checked before the power is computed.</summary>
    /// <exception cref="NotLinearMethodException">It is no integer.</exception>
    /// <exception cref="ExpressionTooLargeException">The power would be too large.</exception>
    internal static int Exponent(Value basis, Value exponent)
    {
        if (
            exponent is not Value.Scalar { Number: var number }
            || !number.TryGetConstant(out var value)
            || !value.IsInteger
        )
        {
            throw new NotLinearMethodException("an exponent must be an integer");
        }

        if (value.Abs() > MaximalExponent)
        {
            throw new ExpressionTooLargeException($"the exponent {Shortened(value)} is beyond {MaximalExponent}");
        }

        var power = Math.Abs((int)value.Numerator);
        var terms = basis switch
        {
            Value.Scalar a => Math.Max(Terms(a.Number.Numerator, power), Terms(a.Number.Denominator, power)),
            Value.Matrix a => Math.Pow(Math.Max(1.01, a.Polynomial.TermCount), power),
            _ => 1,
        };
        var bits = basis is Value.Scalar b ? power * Bits(b.Number) : 0;
        return terms <= MaximalTerms && bits <= MaximalBits
            ? (int)value.Numerator
            : throw new ExpressionTooLargeException($"the power {power} of this would be too large to be written out");
    }

    /// <summary>An upper bound of the number of terms of a power.</summary>
    private static double Terms(Polynomial basis, int power) =>
        basis.TermCount <= 1
            ? 1
            : basis.Variables.Aggregate(
                1.0,
                (product, symbol) => product * (1.0 + (double)basis.DegreeIn(symbol) * power)
            );

    private static long Bits(RationalFunction number) =>
        Math.Max(Bits(number.Numerator.LeadingCoefficient), Bits(number.Denominator.LeadingCoefficient));

    private static long Bits(Rational number) =>
        Math.Max(number.Numerator.GetBitLength(), number.Denominator.GetBitLength());

    private static string Shortened(Rational number)
    {
        const int shown = 20;
        var text = number.Numerator.GetBitLength() < MaximalBits ? number.ToString() : "";
        return text.Length <= shown ? text : text[..shown] + "…";
    }
}
