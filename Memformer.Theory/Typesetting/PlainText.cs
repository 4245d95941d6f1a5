using System.Text;

namespace Memformer.Theory.Typesetting;

/// <summary>Formulas as one line of Unicode text for terminals and logs: <c>η β² (1 + β)</c>, <c>w[l+1]</c>.</summary>
public static class PlainText
{
    private const string Digits = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    /// <summary>The formula in one line.</summary>
    public static string Of(Formula formula) =>
        formula switch
        {
            Formula.Number number => number.Value.ToString(),
            Formula.Identifier identifier => Letters.Sign(identifier.Name) ?? identifier.Name,
            Formula.Glyph glyph => glyph.Text,
            Formula.Words words => words.Text,
            Formula.Subscript subscript => Subscripted(subscript),
            Formula.Superscript power => Power(power),
            Formula.Sum sum => SumOf(sum, spaced: true),
            Formula.Product product => ProductOf(product),
            Formula.Quotient quotient => QuotientOf(quotient),
            Formula.Matrix matrix =>
                $"[{string.Join("; ", matrix.Rows.Select(row => string.Join(", ", row.Select(Of))))}]",
            Formula.Relation relation => $"{Of(relation.Left)} {relation.Sign} {Of(relation.Right)}",
            Formula.Summation sum => BigOperator("Σ", sum.Below, sum.Above, sum.Body),
            Formula.Multiplication product => BigOperator("∏", product.Below, product.Above, product.Body),
            Formula.Application application => $"{Of(application.Function)}({Of(application.Argument)})",
            Formula.Brackets brackets => $"({Of(brackets.Inside)})",
            Formula.Root root => $"√{Bracketed(root.Radicand, Precedence.Atom)}",
            Formula.Sequence sequence => string.Join(", ", sequence.Items.Select(Of)),
            _ => throw new ArgumentOutOfRangeException(nameof(formula), formula, "unknown kind of formula"),
        };

    private static string Subscripted(Formula.Subscript subscript)
    {
        var text = Bracketed(subscript.Base, Precedence.Power);
        return IsLabel(subscript.Index) ? $"{text}_{Of(subscript.Index)}" : $"{text}[{Tight(subscript.Index)}]";
    }

    /// <summary>Whether an index names a thing (<c>x_q</c>, <c>w_*</c>) and does not count (<c>w[l]</c>).</summary>
    private static bool IsLabel(Formula index) =>
        index is Formula.Words or Formula.Glyph
        || (index is Formula.Identifier { Name: var name } && (name.Length > 1 || Letters.Sign(name) is not null));

    private static string Power(Formula.Superscript power)
    {
        var text = Bracketed(power.Base, Precedence.Atom);
        return power.Exponent switch
        {
            Formula.Number { Value: var value } => text
                + string.Concat(value.ToString().Select(digit => Digits[digit - '0'])),
            Formula.Glyph { Mark: not null } mark => text + Of(mark),
            var exponent => Precedences.Of(exponent) == Precedence.Atom
                ? $"{text}^{Of(exponent)}"
                : $"{text}^({Tight(exponent)})",
        };
    }

    private static string SumOf(Formula.Sum sum, bool spaced)
    {
        var text = new StringBuilder();
        foreach (var (isNegative, value) in sum.Terms)
        {
            var sign = isNegative ? "−" : "+";
            text.Append(
                text.Length == 0 ? (isNegative ? sign : "")
                : spaced ? $" {sign} "
                : sign
            );
            text.Append(Bracketed(value, value is Formula.Sum ? Precedence.Atom : Precedence.Sum));
        }

        return text.ToString();
    }

    private static string ProductOf(Formula.Product product)
    {
        var text = "";
        for (var position = 0; position < product.Factors.Count; position++)
        {
            var factor = product.Factors[position];
            var next = Precedences.NeedsBrackets(product, position) ? $"({Of(factor)})" : Of(factor);
            var joined =
                text.EndsWith('∇') ? ""
                : Precedences.NumbersMeet(text, next) ? " · "
                : " ";
            text = text.Length == 0 ? next : text + joined + next;
        }

        return text;
    }

    private static string QuotientOf(Formula.Quotient quotient)
    {
        var numerator = Bracketed(quotient.Numerator, Precedence.Product);
        var denominator = Bracketed(quotient.Denominator, Precedence.Power);
        var isNumber = quotient is { Numerator: Formula.Number, Denominator: Formula.Number };
        return isNumber ? $"{numerator}/{denominator}" : $"{numerator} / {denominator}";
    }

    private static string BigOperator(string sign, Formula below, Formula? above, Formula body) =>
        $"{sign}_{{{Tight(below)}{(above is null ? "" : $"..{Tight(above)}")}}} {Bracketed(body, Precedence.Product)}";

    /// <summary>Without spaces around the outermost operation, as in an index.</summary>
    private static string Tight(Formula formula) =>
        formula switch
        {
            Formula.Sum sum => SumOf(sum, spaced: false),
            Formula.Sequence sequence => string.Join(",", sequence.Items.Select(Tight)),
            Formula.Relation relation => $"{Tight(relation.Left)}{relation.Sign}{Tight(relation.Right)}",
            _ => Of(formula),
        };

    private static string Bracketed(Formula formula, Precedence least) =>
        Precedences.Of(formula) < least ? $"({Of(formula)})" : Of(formula);
}
