using System.Text;

namespace Memformer.Theory.Algebra;

// The infix form, which SymPy and this library's own parser read.
public sealed partial class Polynomial
{
    /// <summary>
    /// The polynomial as a formula, terms of low degree first: <c>1 - 2*beta + beta^2</c>, <c>eta/2</c>.
    /// </summary>
    public override string ToString() => ToString([]);

    /// <summary>
    /// The polynomial as a formula; in a product the symbols of <paramref name="order"/> come first and in that order.
    /// </summary>
    public string ToString(IReadOnlyList<Symbol> order)
    {
        if (IsZero)
        {
            return "0";
        }

        var text = new StringBuilder();
        foreach (var term in OrderedTerms())
        {
            var (coefficient, powers) = Term(term);
            var sign = coefficient.Sign < 0 ? "-" : "+";
            text.Append(
                text.Length > 0 ? $" {sign} "
                : coefficient.Sign < 0 ? "-"
                : ""
            );
            AppendTerm(text, coefficient.Abs(), Arrange(powers, order));
        }

        return text.ToString();
    }

    /// <summary>Whether the term that is written first has a positive coefficient.</summary>
    internal bool IsWrittenPositive => !IsZero && _coefficients[FirstWrittenTerm()].Sign > 0;

    private IEnumerable<int> OrderedTerms() => Enumerable.Range(0, TermCount).OrderBy(TotalDegreeOf);

    private int FirstWrittenTerm()
    {
        var (first, degree) = (0, int.MaxValue);
        for (var term = 0; term < TermCount; term++)
        {
            var other = TotalDegreeOf(term);
            (first, degree) = other < degree ? (term, other) : (first, degree);
        }

        return first;
    }

    private static IEnumerable<SymbolPower> Arrange(IReadOnlyList<SymbolPower> powers, IReadOnlyList<Symbol> order)
    {
        var leading = order.SelectMany(symbol => powers.Where(power => power.Symbol == symbol));
        return leading.Concat(powers.Where(power => !order.Contains(power.Symbol)));
    }

    private static void AppendTerm(StringBuilder text, Rational coefficient, IEnumerable<SymbolPower> powers)
    {
        var factors = powers.Select(power =>
            power.Exponent == 1 ? power.Symbol.ToString() : $"{power.Symbol}^{power.Exponent}"
        );
        var product = string.Join('*', factors);
        if (product.Length == 0 || !coefficient.Numerator.IsOne)
        {
            text.Append(coefficient.Numerator).Append(product.Length == 0 ? "" : "*");
        }

        text.Append(product);
        if (!coefficient.IsInteger)
        {
            text.Append('/').Append(coefficient.Denominator);
        }
    }
}
