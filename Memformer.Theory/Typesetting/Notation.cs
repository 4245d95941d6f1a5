using Memformer.Theory.Algebra;

namespace Memformer.Theory.Typesetting;

/// <summary>
/// How exact values are written: signs folded into sums, common and repeated factors in front, terms by ascending
/// degree, symbols in a given order. The value is not changed, and equal values look equal.
/// </summary>
/// <param name="order">Names in the order in which they stand in a product; other names follow alphabetically.</param>
public sealed partial class Notation(IReadOnlyList<string> order)
{
    private const int LongFraction = 16;

    /// <summary>The alphabetical order.</summary>
    public static Notation Alphabetical { get; } = new([]);

    /// <summary>A symbol: <c>eta[3]</c> becomes η with index 3, <c>beta1</c> β with index 1.</summary>
    public static Formula Of(Symbol symbol) => Name(symbol.Name, symbol.Index);

    /// <summary>A rational number: a fraction, or a decimal where that is exact and the fraction is long.</summary>
    public static Formula Of(Rational value)
    {
        var size = value.Abs();
        Formula formula =
            size.IsInteger ? new Formula.Number(size.Numerator)
            : ShortDecimal(size) is { } digits ? new Formula.Words(digits)
            : new Formula.Quotient(new Formula.Number(size.Numerator), new Formula.Number(size.Denominator));
        return value.Sign < 0 ? -formula : formula;
    }

    /// <summary>The number as a decimal, for one that was given as such: 0.4267766952966369 has a fraction of 33 digits.</summary>
    private static string? ShortDecimal(Rational size)
    {
        var length = size.ToString().Length;
        return length > LongFraction && size.ToExactDecimal() is { } digits && digits.Length < length ? digits : null;
    }

    /// <summary>A polynomial.</summary>
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

        var numerator = Factored(function.Numerator);
        var denominator = Factored(function.Denominator);
        var number = numerator.Number / denominator.Number;
        var size = number.Abs();
        var formula = function.IsPolynomial
            ? Of(size) * numerator.Product
            : new Formula.Quotient(
                new Formula.Number(size.Numerator) * numerator.Product,
                new Formula.Number(size.Denominator) * denominator.Product
            );
        return number.Sign < 0 ? -formula : formula;
    }

    /// <summary>A name with the index it carries in itself or beside it.</summary>
    private static Formula Name(string name, int? index)
    {
        // L is the number of layers in every document, so a method's smoothness of that name gets an index.
        if (name == "L" && index is null)
        {
            return ((Formula)name).Sub(new Formula.Words("f"));
        }

        var underscore = name.IndexOf('_');
        var stem = (underscore > 0 ? name[..underscore] : name).TrimEnd([.. "0123456789"]);
        stem = stem.Length > 0 ? stem : name;
        var below = name[stem.Length..].TrimStart('_');
        var inner =
            below.Length == 0 ? null
            : below == "star" ? Formula.Star
            : int.TryParse(below, out var number) ? number
            : new Formula.Words(below);
        Formula formula = stem;
        return (inner, index) switch
        {
            (null, null) => formula,
            ({ } own, null) => formula.Sub(own),
            (null, { } outer) => formula.Sub(outer),
            ({ } own, { } outer) => formula.Sub(own, outer),
        };
    }

    /// <summary>A polynomial as a number times a product of powers.</summary>
    private (Rational Number, Formula Product) Factored(Polynomial polynomial)
    {
        var factors = PartialFactors
            .Of(polynomial)
            .Select(factor => factor with { Base = WrittenPositive(factor.Base) })
            .OrderBy(factor => factor.Base.TermCount)
            .ThenBy(Rank)
            .ToList();
        var product = factors.Aggregate(
            Polynomial.One,
            (product, factor) => product * factor.Base.Pow(factor.Multiplicity)
        );
        var powers = factors.Select(factor => SumOf(factor.Base).Sup(factor.Multiplicity));
        return (polynomial.LeadingCoefficient / product.LeadingCoefficient, Formula.Product.Of([.. powers]));
    }

    private Formula SumOf(Polynomial polynomial) => Formula.Sum.Of([.. Written(polynomial).Select(TermOf)]);

    private IEnumerable<PolynomialTerm> Written(Polynomial polynomial) =>
        polynomial.Terms.OrderBy(TotalDegree).ThenByDescending(term => term, Lexicographic);

    /// <summary>The polynomial or its negative, so that the term that is written first is positive.</summary>
    private Polynomial WrittenPositive(Polynomial polynomial) =>
        Written(polynomial).First().Coefficient.Sign < 0 ? -polynomial : polynomial;

    private Formula.Term TermOf(PolynomialTerm term)
    {
        var powers = term
            .Powers.OrderBy(power => Rank(power.Symbol))
            .ThenBy(power => power.Symbol)
            .Select(power => Of(power.Symbol).Sup(power.Exponent));
        return new(term.Coefficient.Sign < 0, Formula.Product.Of([Of(term.Coefficient.Abs()), .. powers]));
    }

    private (int, Symbol) Rank(PolynomialFactor factor)
    {
        var first = factor.Base.Variables.OrderBy(Rank).ThenBy(symbol => symbol).First();
        return (Rank(first), first);
    }

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
