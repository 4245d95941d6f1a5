using System.Text;

namespace Memformer.Theory.Algebra;

/// <summary>
/// Writes expressions in one line of plain text: terms by ascending degree, signs folded into sums, no fraction above or below
/// another's bar. What it is written for decides how names and transposes look, and nothing else.
/// </summary>
/// <param name="name">A symbol or letter, given its name and its index.</param>
/// <param name="transpose">The transpose of a letter.</param>
internal sealed class ExpressionText(Func<string, int?, string> name, Func<string, string> transpose)
{
    /// <summary>For the method language, which reads it: <c>beta[1]^2*eta/(1 - beta[1])</c>, <c>transpose(X)</c>.</summary>
    public static ExpressionText Language { get; } =
        new((name, index) => index is { } value ? $"{name}[{value}]" : name, letter => $"transpose({letter})");

    /// <summary>A symbol.</summary>
    public string Of(Symbol symbol) => name(symbol.Name, symbol.Index);

    /// <summary>A letter.</summary>
    public string Of(Letter letter) => name(letter.Name, letter.Index);

    /// <summary>A polynomial: <c>1 - 2*beta + beta^2</c>, <c>eta/2</c>.</summary>
    public string Of(Polynomial polynomial) =>
        Sum(polynomial.Ascending.Select(term => (term.Coefficient.Sign < 0, Of(term))));

    /// <summary>A rational function: <c>beta^2*eta/(1 - beta)</c>.</summary>
    public string Of(RationalFunction function)
    {
        if (function.IsPolynomial)
        {
            return Of(function.Numerator);
        }

        var scale = (Rational)Rational.CommonDenominator([.. function.Numerator.Coefficients]);
        var (above, below) = (function.Numerator * scale, function.Denominator * scale);
        var isSymbol = below is { TermCount: 1, TotalDegree: 1, LeadingCoefficient.IsOne: true };
        return $"{Bracketed(Of(above), above.TermCount > 1)}/{Bracketed(Of(below), !isSymbol)}";
    }

    /// <summary>A matrix, short words first: <c>I - eta*H</c>; the identity is <c>I</c>.</summary>
    public string Of(MatrixPolynomial matrix) =>
        Sum(
            matrix.Terms.Select(term =>
            {
                var isNegative = term.Coefficient.Numerator is { TermCount: 1, LeadingCoefficient.Sign: < 0 };
                var size = isNegative ? -term.Coefficient : term.Coefficient;
                var factor = Bracketed(Of(size), size.Numerator.TermCount > 1 && size.IsPolynomial);
                return (isNegative, size.IsOne ? Of(term.Word) : $"{factor}*{Of(term.Word)}");
            })
        );

    /// <summary>A product of letters; the empty one is <c>I</c>.</summary>
    public string Of(Word word) => word.IsEmpty ? "I" : string.Join('*', word.Factors.Select(Of));

    /// <summary>A power of a letter or of its transpose.</summary>
    public string Of(WordFactor factor) =>
        Power(factor.IsTransposed ? transpose(Of(factor.Letter)) : Of(factor.Letter), factor.Power);

    /// <summary>A term without its sign.</summary>
    private string Of(PolynomialTerm term)
    {
        var size = term.Coefficient.Abs();
        var powers = term.Powers.Select(power => Power(Of(power.Symbol), power.Exponent));
        var factors =
            term.Powers.Count > 0 && size.Numerator.IsOne ? powers : powers.Prepend(size.Numerator.ToString());
        return string.Join('*', factors) + (size.IsInteger ? "" : $"/{size.Denominator}");
    }

    private static string Sum(IEnumerable<(bool IsNegative, string Size)> terms)
    {
        var text = new StringBuilder();
        foreach (var (isNegative, size) in terms)
        {
            text.Append(
                    (text.Length > 0, isNegative) switch
                    {
                        (false, false) => "",
                        (false, true) => "-",
                        (true, false) => " + ",
                        (true, true) => " - ",
                    }
                )
                .Append(size);
        }

        return text.Length == 0 ? "0" : text.ToString();
    }

    private static string Power(string basis, int exponent) => exponent == 1 ? basis : $"{basis}^{exponent}";

    private static string Bracketed(string text, bool needed) => needed ? $"({text})" : text;
}
