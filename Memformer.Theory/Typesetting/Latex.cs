using System.Text;

namespace Memformer.Theory.Typesetting;

/// <summary>LaTeX of formulas, for math mode, with no more than <c>amsmath</c> and <c>amssymb</c>.</summary>
public static class Latex
{
    /// <summary>The formula's LaTeX, without delimiters.</summary>
    public static string Of(Formula formula) =>
        formula switch
        {
            Formula.Number number => number.Value.ToString(),
            Formula.Identifier identifier => Name(identifier.Name),
            Formula.Glyph glyph => glyph.Command,
            Formula.Words words => $@"\mathrm{{{Escape(words.Text)}}}",
            Formula.Subscript { Base: var @base, Index: var index } =>
                $"{Bracketed(@base, Precedence.Power)}_{{{Of(index)}}}",
            Formula.Superscript power => Power(power),
            Formula.Sum sum => SumOf(sum),
            Formula.Product product => ProductOf(product),
            Formula.Quotient { Numerator: var numerator, Denominator: var denominator } =>
                $@"\frac{{{LatexLines.Stacked(numerator)}}}{{{LatexLines.Stacked(denominator)}}}",
            Formula.Matrix matrix => MatrixOf(matrix),
            Formula.Relation relation => $"{Of(relation.Left)} {SignAndRight(relation)}",
            Formula.Summation sum => $@"\sum{Limits(sum.Below, sum.Above)} {Bracketed(sum.Body, Precedence.Product)}",
            Formula.Multiplication product =>
                $@"\prod{Limits(product.Below, product.Above)} {Bracketed(product.Body, Precedence.Product)}",
            Formula.Application application => $"{Of(application.Function)}{InBrackets(application.Argument)}",
            Formula.Brackets brackets => InBrackets(brackets.Inside),
            Formula.Root root => $@"\sqrt{{{Of(root.Radicand)}}}",
            Formula.Sequence sequence => string.Join(", ", sequence.Items.Select(Of)),
            _ => throw new ArgumentOutOfRangeException(nameof(formula), formula, "unknown kind of formula"),
        };

    /// <summary>A relation without its left side, for alignment at the sign.</summary>
    internal static string SignAndRight(Formula.Relation relation) => $"{Sign(relation.Sign)} {Of(relation.Right)}";

    /// <summary>Text outside math mode with LaTeX's special characters escaped.</summary>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var escaped = new StringBuilder();
        foreach (var character in text)
        {
            escaped.Append(
                character switch
                {
                    '\\' => @"\textbackslash{}",
                    '~' => @"\textasciitilde{}",
                    '^' => @"\textasciicircum{}",
                    '&' or '%' or '$' or '#' or '_' or '{' or '}' => $@"\{character}",
                    _ => character.ToString(),
                }
            );
        }

        return escaped.ToString();
    }

    private static string Name(string name) =>
        Letters.Command(name) ?? (name.Length == 1 ? name : $@"\mathrm{{{name.Replace("_", @"\_")}}}");

    private static string Power(Formula.Superscript power)
    {
        // x_0^2 is set as one base with an index below and above; a power or a fraction as a base needs brackets.
        var exponent = Of(power.Exponent);
        return $"{Bracketed(power.Base, Precedence.Atom)}^{{{exponent}}}";
    }

    private static string SumOf(Formula.Sum sum)
    {
        var text = new StringBuilder();
        foreach (var (isNegative, value) in sum.Terms)
        {
            var sign = isNegative ? "-" : "+";
            text.Append(
                text.Length > 0 ? $" {sign} "
                : isNegative ? "-"
                : ""
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
            var next = Precedences.NeedsBrackets(product, position) ? InBrackets(factor) : Of(factor);
            var fractionFollowsNumber =
                factor is Formula.Quotient && position > 0 && product.Factors[position - 1] is Formula.Number;
            text +=
                text.Length == 0 ? next
                : Precedences.NumbersMeet(text, next) || fractionFollowsNumber ? $@" \cdot {next}"
                : Precedences.WordsMeet(product, position) ? $@" \, {next}"
                : $" {next}";
        }

        return text;
    }

    private static string MatrixOf(Formula.Matrix matrix)
    {
        var rows = matrix.Rows.Select(row => string.Join(" & ", row.Select(Of)));
        return $@"\begin{{bmatrix}} {string.Join(@" \\ ", rows)} \end{{bmatrix}}";
    }

    private static string Limits(Formula below, Formula? above) =>
        above is null ? $"_{{{Of(below)}}}" : $"_{{{Of(below)}}}^{{{Of(above)}}}";

    private static string Sign(string sign) =>
        sign switch
        {
            "≠" => @"\neq",
            "≤" => @"\leq",
            "≥" => @"\geq",
            "≈" => @"\approx",
            "∈" => @"\in",
            "→" => @"\to",
            "⟺" => @"\iff",
            "∼" => @"\sim",
            "⊙" => @"\odot",
            _ => sign,
        };

    private static string Bracketed(Formula formula, Precedence least) =>
        Precedences.Of(formula) < least ? InBrackets(formula) : Of(formula);

    private static string InBrackets(Formula formula)
    {
        var inside = Of(formula);
        return IsTall(inside) ? $@"\left({inside}\right)" : $"({inside})";
    }

    private static bool IsTall(string latex) =>
        latex.Contains(@"\frac") || latex.Contains(@"\sum") || latex.Contains(@"\prod") || latex.Contains(@"\begin");
}
