using Memformer.Theory.Algebra;

namespace Memformer.Theory.Rendering;

/// <summary>
/// How exact values are written: signs folded into sums, common factors in front, terms by ascending degree, symbols in
/// a given order. The value is not changed, so two equal values look equal.
/// </summary>
/// <param name="order">Names in the order in which they stand in a product; other names follow alphabetically.</param>
public sealed partial class Notation(IReadOnlyList<string> order)
{
    /// <summary>The alphabetical order.</summary>
    public static Notation Alphabetical { get; } = new([]);

    /// <summary>A symbol: <c>eta[3]</c> becomes η with index 3, <c>beta1</c> β with index 1.</summary>
    public static Formula Of(Symbol symbol) => Name(symbol.Name, symbol.Index);

    /// <summary>A rational number.</summary>
    public static Formula Of(Rational value)
    {
        var size = value.Abs();
        Formula formula = size.IsInteger
            ? new Formula.Number(size.Numerator)
            : new Formula.Quotient(new Formula.Number(size.Numerator), new Formula.Number(size.Denominator));
        return value.Sign < 0 ? -formula : formula;
    }

    /// <summary>A polynomial, with its content and the powers common to all terms in front.</summary>
    public Formula Of(Polynomial polynomial)
    {
        ArgumentNullException.ThrowIfNull(polynomial);
        return Of((RationalFunction)polynomial);
    }

    /// <summary>A rational function: one fraction, or a product when the denominator is a number.</summary>
    public Formula Of(RationalFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        if (function.IsZero)
        {
            return Formula.Zero;
        }

        var numerator = FactorsOf(function.Numerator);
        var denominator = FactorsOf(function.Denominator);
        var content = numerator.Content / denominator.Content;
        var size = content.Abs();
        Formula formula = denominator.IsNumber
            ? Of(size) * numerator.Primitive
            : new Formula.Quotient(
                new Formula.Number(size.Numerator) * numerator.Primitive,
                new Formula.Number(size.Denominator) * denominator.Primitive
            );
        return content.Sign < 0 ? -formula : formula;
    }

    /// <summary>A name with the index it carries in itself or beside it.</summary>
    private static Formula Name(string name, int? index)
    {
        var stem = name.TrimEnd("0123456789".ToCharArray());
        Formula? inner =
            stem.Length > 0 && stem.Length < name.Length ? new Formula.Identifier(name[stem.Length..]) : null;
        var underscore = stem.IndexOf('_');
        if (underscore > 0)
        {
            var below = stem[(underscore + 1)..] + name[stem.Length..];
            (stem, inner) = (stem[..underscore], below.Length > 0 ? Name(below, null) : null);
        }

        Formula formula = new Formula.Identifier(stem.Length > 0 ? stem : name);
        return (inner, index) switch
        {
            (null, null) => formula,
            ({ } own, null) => formula.Sub(own),
            (null, { } outer) => formula.Sub(outer),
            ({ } own, { } outer) => formula.Sub(own, outer),
        };
    }

    /// <summary>A polynomial as content × common powers × the rest, the rest with coprime integer coefficients.</summary>
    private readonly record struct Factors(Rational Content, Formula Primitive, bool IsNumber);

    private Factors FactorsOf(Polynomial polynomial)
    {
        var terms = polynomial.Terms.OrderBy(TotalDegree).ThenByDescending(term => term, Lexicographic).ToList();
        var content = polynomial.Content * terms[0].Coefficient.Sign;
        var common = terms[0]
            .Powers.Select(power => power with { Exponent = terms.Min(term => Exponent(term, power.Symbol)) })
            .Where(power => power.Exponent > 0)
            .ToList();
        var rest = Formula.Sum.Of([.. terms.Select(term => Rest(term, content, common))]);
        return new(content, Formula.Product.Of([.. Powers(common), rest]), polynomial.IsConstant);
    }

    private Formula.Term Rest(PolynomialTerm term, Rational content, IReadOnlyList<SymbolPower> common)
    {
        var coefficient = term.Coefficient / content;
        var powers = term.Powers.Select(power =>
            power with
            {
                Exponent = power.Exponent - common.FirstOrDefault(other => other.Symbol == power.Symbol).Exponent,
            }
        );
        return new(coefficient.Sign < 0, Formula.Product.Of([Of(coefficient.Abs()), .. Powers(powers)]));
    }

    private IEnumerable<Formula> Powers(IEnumerable<SymbolPower> powers) =>
        powers
            .Where(power => power.Exponent > 0)
            .OrderBy(power => Rank(power.Symbol))
            .ThenBy(power => power.Symbol)
            .Select(power => Of(power.Symbol).Sup(power.Exponent));

    private int Rank(Symbol symbol)
    {
        for (var rank = 0; rank < order.Count; rank++)
        {
            if (order[rank] == symbol.Name)
            {
                return rank;
            }
        }

        return order.Count;
    }

    /// <summary>Compares the exponents of the symbols one after the other, in their order.</summary>
    private IComparer<PolynomialTerm> Lexicographic =>
        Comparer<PolynomialTerm>.Create(
            (left, right) =>
                left
                    .Powers.Concat(right.Powers)
                    .Select(power => power.Symbol)
                    .Distinct()
                    .OrderBy(Rank)
                    .ThenBy(symbol => symbol)
                    .Select(symbol => Exponent(left, symbol).CompareTo(Exponent(right, symbol)))
                    .FirstOrDefault(order => order != 0)
        );

    private static int TotalDegree(PolynomialTerm term) => term.Powers.Sum(power => power.Exponent);

    private static int Exponent(PolynomialTerm term, Symbol symbol) =>
        term.Powers.FirstOrDefault(power => power.Symbol == symbol).Exponent;
}
