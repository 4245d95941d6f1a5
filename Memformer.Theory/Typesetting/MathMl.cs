using System.Net;

namespace Memformer.Theory.Typesetting;

/// <summary>Presentation MathML of formulas, which browsers draw without a script or a font.</summary>
public static class MathMl
{
    /// <summary>A whole <c>math</c> element.</summary>
    /// <param name="formula">What to show.</param>
    /// <param name="display">On a line of its own, or inside a text.</param>
    public static string Of(Formula formula, bool display = false) =>
        $"<math xmlns=\"http://www.w3.org/1998/Math/MathML\"{(display ? " display=\"block\"" : "")}>{Element(formula)}</math>";

    private static string Element(Formula formula) =>
        formula switch
        {
            Formula.Number number => $"<mn>{number.Value}</mn>",
            Formula.Identifier identifier => Name(identifier.Name),
            Formula.Glyph { Mark: { } mark } => Operator(mark),
            Formula.Glyph glyph => Name(glyph.Text),
            Formula.Words words => $"<mtext>{WebUtility.HtmlEncode(words.Text)}</mtext>",
            Formula.Superscript
            {
                Base: Formula.Subscript { Base: var @base, Index: var index },
                Exponent: var exponent
            } => $"<msubsup>{Bracketed(@base, Precedence.Power)}{Row(index)}{Row(exponent)}</msubsup>",
            Formula.Subscript { Base: var @base, Index: var index } =>
                $"<msub>{Bracketed(@base, Precedence.Power)}{Row(index)}</msub>",
            Formula.Superscript { Base: var @base, Exponent: var exponent } =>
                $"<msup>{Bracketed(@base, Precedence.Atom)}{Row(exponent)}</msup>",
            Formula.Sum sum => $"<mrow>{string.Concat(sum.Terms.Select(TermOf))}</mrow>",
            Formula.Product product => ProductOf(product),
            Formula.Quotient { Numerator: var numerator, Denominator: var denominator } =>
                $"<mfrac>{Row(numerator)}{Row(denominator)}</mfrac>",
            Formula.Matrix matrix => MatrixOf(matrix),
            Formula.Relation { Left: var left, Sign: var sign, Right: var right } =>
                $"<mrow>{Element(left)}{Operator(sign)}{Element(right)}</mrow>",
            Formula.Summation sum => BigOperator("∑", sum.Below, sum.Above, sum.Body),
            Formula.Multiplication product => BigOperator("∏", product.Below, product.Above, product.Body),
            Formula.Application { Function: var function, Argument: var argument } =>
                $"<mrow>{Element(function)}<mo>&#x2061;</mo>{InBrackets(argument)}</mrow>",
            Formula.Brackets brackets => InBrackets(brackets.Inside),
            Formula.Root root => $"<msqrt>{Element(root.Radicand)}</msqrt>",
            Formula.Sequence sequence => $"<mrow>{string.Join("<mo>,</mo>", sequence.Items.Select(Element))}</mrow>",
            _ => throw new ArgumentOutOfRangeException(nameof(formula), formula, "unknown kind of formula"),
        };

    private static string Name(string name) => $"<mi>{WebUtility.HtmlEncode(Letters.Sign(name) ?? name)}</mi>";

    private static string TermOf(Formula.Term term, int position)
    {
        var sign =
            term.IsNegative ? Operator("−")
            : position > 0 ? Operator("+")
            : "";
        return sign + Bracketed(term.Value, term.Value is Formula.Sum ? Precedence.Atom : Precedence.Sum);
    }

    private static string ProductOf(Formula.Product product)
    {
        var row = "";
        for (var position = 0; position < product.Factors.Count; position++)
        {
            var factor = product.Factors[position];
            var numbersMeet =
                position > 0 && factor is Formula.Number && product.Factors[position - 1] is Formula.Number;
            row +=
                position == 0 ? ""
                : numbersMeet ? "<mo>·</mo>"
                : Precedences.WordsMeet(product, position) ? "<mo>&#x2062;</mo><mspace width=\"0.17em\"/>"
                : "<mo>&#x2062;</mo>";
            row += Precedences.NeedsBrackets(product, position) ? InBrackets(factor) : Element(factor);
        }

        return $"<mrow>{row}</mrow>";
    }

    private static string MatrixOf(Formula.Matrix matrix)
    {
        var rows = matrix.Rows.Select(row =>
            $"<mtr>{string.Concat(row.Select(entry => $"<mtd>{Element(entry)}</mtd>"))}</mtr>"
        );
        return $"<mrow><mo>[</mo><mtable>{string.Concat(rows)}</mtable><mo>]</mo></mrow>";
    }

    private static string BigOperator(string sign, Formula below, Formula? above, Formula body)
    {
        var limits = above is null
            ? $"<munder>{Operator(sign)}{Row(below)}</munder>"
            : $"<munderover>{Operator(sign)}{Row(below)}{Row(above)}</munderover>";
        return $"<mrow>{limits}{Bracketed(body, Precedence.Product)}</mrow>";
    }

    private static string Operator(string sign) => $"<mo>{WebUtility.HtmlEncode(sign)}</mo>";

    private static string Row(Formula formula) => $"<mrow>{Element(formula)}</mrow>";

    private static string Bracketed(Formula formula, Precedence least) =>
        Precedences.Of(formula) < least ? InBrackets(formula) : Element(formula);

    private static string InBrackets(Formula formula) => $"<mrow><mo>(</mo>{Element(formula)}<mo>)</mo></mrow>";
}
