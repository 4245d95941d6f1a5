using System.Text;
using Memformer.Theory.Algebra;

namespace Memformer.Theory.Typesetting;

/// <summary>
/// Formulas that computer algebra systems read. Indices become part of the name (<c>eta_3</c>), transposes are written
/// <c>P_0.T</c>, powers <c>^</c>. SymPy reads them with <c>sympify(text, locals)</c>, where the locals map each name to a
/// <c>Symbol</c> or <c>MatrixSymbol</c> (names such as <c>beta</c> mean functions otherwise; lambda is written as SymPy
/// spells it, <c>lamda</c>, since Python keeps the word); MathNet.Symbolics reads
/// the scalars with <c>Infix.ParseOrThrow</c>.
/// </summary>
public static class Infix
{
    /// <summary>How SymPy spells lambda.</summary>
    internal const string Lambda = "lamda";

    /// <summary>A symbol's name: <c>eta</c>, <c>eta_3</c>.</summary>
    public static string Of(Symbol symbol) => Name(symbol.Name, symbol.Index);

    /// <summary>A letter's name: <c>P</c>, <c>P_0</c>.</summary>
    public static string Of(Letter letter)
    {
        ArgumentNullException.ThrowIfNull(letter);
        return Name(letter.Name, letter.Index);
    }

    /// <summary>A rational function, such as <c>eta_1*beta^2/(1 - beta)</c>.</summary>
    public static string Of(RationalFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        var numerator = Of(function.Numerator);
        return function.IsPolynomial
            ? numerator
            : $"{Bracketed(numerator, function.Numerator.TermCount > 1)}/({Of(function.Denominator)})";
    }

    /// <summary>A matrix polynomial, such as <c>eta*P_0*H - I</c>.</summary>
    public static string Of(MatrixPolynomial matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var text = new StringBuilder();
        foreach (var (coefficient, word) in matrix.Terms)
        {
            var isNegative = coefficient is { Numerator: { TermCount: 1, LeadingCoefficient.Sign: < 0 } };
            var size = isNegative ? -coefficient : coefficient;
            var factor = size.IsOne ? "" : $"{Bracketed(Of(size), size.Numerator.TermCount > 1 && size.IsPolynomial)}*";
            text.Append(
                text.Length == 0 ? (isNegative ? "-" : "")
                : isNegative ? " - "
                : " + "
            );
            text.Append(factor).Append(Of(word));
        }

        return text.Length == 0 ? "0" : text.ToString();
    }

    private static string Of(Word word) => word.IsEmpty ? "I" : string.Join('*', word.Factors.Select(Of));

    private static string Of(WordFactor factor)
    {
        var letter = Of(factor.Letter) + (factor.IsTransposed ? ".T" : "");
        return factor.Power == 1 ? letter : $"{letter}^{factor.Power}";
    }

    private static string Of(Polynomial polynomial)
    {
        if (polynomial.IsZero)
        {
            return "0";
        }

        var text = new StringBuilder();
        foreach (var term in polynomial.Terms.OrderBy(term => term.Powers.Sum(power => power.Exponent)))
        {
            var sign = term.Coefficient.Sign < 0 ? "-" : "+";
            text.Append(
                text.Length > 0 ? $" {sign} "
                : term.Coefficient.Sign < 0 ? "-"
                : ""
            );
            text.Append(Of(term));
        }

        return text.ToString();
    }

    private static string Of(PolynomialTerm term)
    {
        var size = term.Coefficient.Abs();
        var powers = term.Powers.Select(power =>
            power.Exponent == 1 ? Of(power.Symbol) : $"{Of(power.Symbol)}^{power.Exponent}"
        );
        var factors =
            term.Powers.Count > 0 && size.Numerator.IsOne ? powers : powers.Prepend(size.Numerator.ToString());
        return string.Join('*', factors) + (size.IsInteger ? "" : $"/{size.Denominator}");
    }

    private static string Name(string name, int? index) =>
        (name == "lambda" ? Lambda : name) + (index is { } value ? $"_{value}" : "");

    private static string Bracketed(string text, bool needed) => needed ? $"({text})" : text;
}
