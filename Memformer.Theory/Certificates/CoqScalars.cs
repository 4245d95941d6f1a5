using System.Numerics;
using Memformer.Theory.Algebra;

namespace Memformer.Theory.Certificates;

/// <summary>Writes exact coefficients: an expanded numerator over a product of named denominators.</summary>
internal sealed class CoqScalars(CoqNames names, Denominators denominators, bool isFinal)
{
    /// <summary>The denominator factors as terms: a letter, an integer, or a name <c>den_1</c>.</summary>
    internal IReadOnlyList<CoqTerm> Factors { get; } =
    [
        .. denominators.Factors.Select(
            (factor, i) =>
                factor.TryGetConstant(out var value) ? CoqTerm.Integer(value.Numerator)
                : factor.TermCount == 1 ? CoqTerm.Atom(names.Letter(factor.Variables[0]))
                : CoqTerm.Atom($"den_{i + 1}")
        ),
    ];

    /// <summary>A rational function; every denominator is noted while the text is being collected.</summary>
    internal CoqTerm Of(RationalFunction value)
    {
        var (numerator, denominator) = Integral(value);
        Note(denominator);
        if (denominator.IsOne)
        {
            return Of(numerator);
        }

        var (isNegative, below) = Product(denominator);
        return Of(isNegative ? -numerator : numerator) / below;
    }

    /// <summary>A non-zero rational function as plus or minus a product of powers of denominators, or their quotient.</summary>
    internal CoqTerm AsQuotient(RationalFunction value)
    {
        var (numerator, denominator) = Integral(value);
        Note(numerator);
        Note(denominator);
        var (above, isAbove) = Product(numerator) is var (negative, product) ? (product, negative) : default;
        var (isBelow, below) = Product(denominator);
        var quotient = denominator.IsOne ? above : above / below;
        return isAbove ^ isBelow ? -quotient : quotient;
    }

    /// <summary>A polynomial with integer coefficients, in the notation of the statement.</summary>
    internal CoqTerm Of(Polynomial polynomial) =>
        Written(polynomial, CoqTerm.Integer, symbol => CoqTerm.Atom(names.Letter(symbol)));

    private static CoqTerm Written(
        Polynomial polynomial,
        Func<BigInteger, CoqTerm> integer,
        Func<Symbol, CoqTerm> letter
    )
    {
        CoqTerm? sum = null;
        foreach (var term in polynomial.Terms)
        {
            var size = BigInteger.Abs(term.Coefficient.Numerator);
            var factors = term.Powers.Select(power => letter(power.Symbol).Pow(power.Exponent));
            var all = size.IsOne && term.Powers.Count > 0 ? factors : factors.Prepend(integer(size));
            var product = all.Aggregate((left, right) => left * right);
            sum =
                sum is not { } before ? (term.Coefficient.Sign < 0 ? -product : product)
                : term.Coefficient.Sign < 0 ? before - product
                : before + product;
        }

        return sum ?? integer(BigInteger.Zero);
    }

    /// <summary>The same polynomial as data for the decision procedure; it evaluates to what <see cref="Of(Polynomial)"/> writes.</summary>
    internal static string Quoted(Polynomial polynomial, IReadOnlyList<Symbol> letters)
    {
        string? sum = null;
        foreach (var term in polynomial.Terms)
        {
            var size = BigInteger.Abs(term.Coefficient.Numerator);
            var factors = term.Powers.Select(power =>
                Power(
                    $"(PEX Z {letters.Index().First(letter => letter.Item == power.Symbol).Index + 1})",
                    power.Exponent
                )
            );
            var all = size.IsOne && term.Powers.Count > 0 ? factors : factors.Prepend($"(PEc {size}%Z)");
            var product = all.Aggregate((left, right) => $"(PEmul {left} {right})");
            sum =
                sum is null ? (term.Coefficient.Sign < 0 ? $"(PEopp {product})" : product)
                : term.Coefficient.Sign < 0 ? $"(PEsub {sum} {product})"
                : $"(PEadd {sum} {product})";
        }

        return sum ?? "(PEc 0%Z)";
    }

    private static string Power(string basis, int exponent) =>
        exponent == 1 ? basis : $"(PEpow {basis} (Npos {exponent}))";

    /// <summary>Numerator and denominator with integer coefficients.</summary>
    internal static (Polynomial Numerator, Polynomial Denominator) Integral(RationalFunction value)
    {
        if (value.IsZero)
        {
            return (Polynomial.Zero, Polynomial.One);
        }

        var ratio = value.Numerator.Content / value.Denominator.Content;
        var numerator = value.Numerator / value.Numerator.Content * (Polynomial)(Rational)ratio.Numerator;
        var denominator = value.Denominator / value.Denominator.Content * (Polynomial)(Rational)ratio.Denominator;
        return (numerator, denominator);
    }

    private (bool IsNegative, CoqTerm Product) Product(Polynomial polynomial)
    {
        if (denominators.Factored(polynomial) is not var (isNegative, exponents))
        {
            // While denominators are being collected, the product is not known yet.
            return isFinal
                ? throw new InvalidOperationException($"{polynomial} is no product of the certificate's denominators")
                : (false, CoqTerm.Atom("_"));
        }

        var factors = exponents
            .Zip(Factors)
            .Where(pair => pair.First > 0)
            .Select(pair => pair.Second.Pow(pair.First))
            .ToList();
        return (isNegative, factors.Count == 0 ? CoqTerm.Integer(1) : factors.Aggregate((left, right) => left * right));
    }

    private void Note(Polynomial denominator)
    {
        if (!isFinal)
        {
            denominators.Add(denominator);
        }
    }
}
