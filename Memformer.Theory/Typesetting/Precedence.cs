namespace Memformer.Theory.Typesetting;

/// <summary>How tightly a formula binds; a part that binds less tightly than its place asks for goes into brackets.</summary>
internal enum Precedence
{
    Relation,
    Sum,
    Product,
    Power,
    Atom,
}

internal static class Precedences
{
    /// <summary>The binding of a formula's outermost operation, where a fraction is drawn as a bar.</summary>
    public static Precedence Of(Formula formula) =>
        formula switch
        {
            Formula.Relation or Formula.Sequence => Precedence.Relation,
            Formula.Sum or Formula.Summation or Formula.Multiplication => Precedence.Sum,
            Formula.Product => Precedence.Product,
            Formula.Superscript => Precedence.Power,
            Formula.Quotient => Precedence.Product,
            _ => Precedence.Atom,
        };

    /// <summary>
    /// What the factor at a position of a product must be to go without brackets: a summation may stand last, since
    /// nothing follows that it could swallow.
    /// </summary>
    public static bool NeedsBrackets(Formula.Product product, int position)
    {
        var factor = product.Factors[position];
        var isLast = position == product.Factors.Count - 1;
        return factor switch
        {
            Formula.Summation or Formula.Multiplication => !isLast,
            _ => Of(factor) < Precedence.Product,
        };
    }

    /// <summary>
    /// Whether the factor at a position and the one before it need a space between them: words do not show where they end.
    /// </summary>
    public static bool WordsMeet(Formula.Product product, int position) =>
        position > 0 && (IsWord(product.Factors[position - 1]) || IsWord(product.Factors[position]));

    private static bool IsWord(Formula formula) =>
        formula switch
        {
            Formula.Identifier identifier => identifier.Name.Length > 1 && Letters.Sign(identifier.Name) is null,
            Formula.Subscript index => IsWord(index.Base),
            Formula.Superscript power => IsWord(power.Base),
            _ => false,
        };

    /// <summary>Whether a multiplication sign is needed so that two neighbours do not read as one number.</summary>
    public static bool NumbersMeet(string left, string right) =>
        left.Length > 0 && right.Length > 0 && char.IsAsciiDigit(left[^1]) && char.IsAsciiDigit(right[0]);
}
