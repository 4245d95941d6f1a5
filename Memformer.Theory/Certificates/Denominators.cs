using System.Numerics;
using Memformer.Theory.Algebra;

namespace Memformer.Theory.Certificates;

/// <summary>
/// What a certificate divides by: polynomials and integers, pairwise coprime and none a multiple of a square, of whose
/// powers every denominator is a product. The certificate's theorem asks that they be non-zero, and nothing else.
/// </summary>
internal sealed class Denominators
{
    private readonly List<Polynomial> _factors = [];

    /// <summary>The factors; an integer is a constant polynomial.</summary>
    internal IReadOnlyList<Polynomial> Factors => _factors;

    /// <summary>Splits a polynomial that something is divided by, and refines the factors found so far.</summary>
    internal void Add(Polynomial divisor)
    {
        if (divisor.IsZero)
        {
            return;
        }

        var primitive = divisor.PrimitivePart();
        var content = divisor.Content;
        AddInteger(BigInteger.Abs(content.Numerator));
        AddInteger(content.Denominator);
        var monomial = primitive.MonomialContent();
        foreach (var symbol in monomial.Variables)
        {
            AddPolynomial(symbol);
        }

        AddPolynomial(primitive.DivideExactly(monomial));
    }

    /// <summary>A polynomial as a sign and exponents of the factors; null where it is no such product.</summary>
    internal (bool IsNegative, IReadOnlyList<int> Exponents)? Factored(Polynomial polynomial)
    {
        var exponents = new int[_factors.Count];
        for (var i = 0; i < _factors.Count; i++)
        {
            while (Divided(polynomial, _factors[i]) is { } quotient)
            {
                polynomial = quotient;
                exponents[i]++;
            }
        }

        return polynomial.TryGetConstant(out var rest) && rest.Abs().IsOne ? (rest.Sign < 0, exponents) : null;
    }

    private static Polynomial? Divided(Polynomial polynomial, Polynomial factor)
    {
        if (!factor.TryGetConstant(out var integer))
        {
            return polynomial.TryDivide(factor);
        }

        return (polynomial.Content / integer).IsInteger ? polynomial / integer : null;
    }

    private void AddPolynomial(Polynomial polynomial)
    {
        if (polynomial.IsConstant)
        {
            return;
        }

        if (Shared(polynomial) is { IsConstant: false } repeated)
        {
            AddPolynomial(repeated);
            AddPolynomial(polynomial.DivideExactly(repeated).PrimitivePart());
            return;
        }

        foreach (var factor in _factors.Where(factor => !factor.IsConstant).ToList())
        {
            var common = Polynomial.Gcd(factor, polynomial);
            if (factor == polynomial)
            {
                return;
            }

            if (!common.IsConstant)
            {
                _factors.Remove(factor);
                AddPolynomial(common);
                AddPolynomial(factor.DivideExactly(common).PrimitivePart());
                AddPolynomial(polynomial.DivideExactly(common).PrimitivePart());
                return;
            }
        }

        _factors.Add(polynomial);
    }

    /// <summary>What a polynomial and one of its derivatives have in common: 1 where it has no repeated factor.</summary>
    private static Polynomial Shared(Polynomial polynomial) =>
        polynomial
            .Variables.Select(symbol => Polynomial.Gcd(polynomial, polynomial.Derivative(symbol)))
            .Where(common => common.TotalDegree < polynomial.TotalDegree)
            .FirstOrDefault(common => !common.IsConstant, Polynomial.One);

    /// <summary>Small primes one by one; what is left is refined by greatest common divisors only.</summary>
    private void AddInteger(BigInteger value)
    {
        for (var prime = 2; prime < 1000 && (BigInteger)prime * prime <= value; prime++)
        {
            if (value % prime == 0)
            {
                AddCoprime(prime);
                while (value % prime == 0)
                {
                    value /= prime;
                }
            }
        }

        AddCoprime(value);
    }

    private void AddCoprime(BigInteger value)
    {
        if (value <= 1)
        {
            return;
        }

        foreach (var factor in _factors.Where(factor => factor.IsConstant).ToList())
        {
            var other = factor.LeadingCoefficient.Numerator;
            var common = BigInteger.GreatestCommonDivisor(other, value);
            if (other == value)
            {
                return;
            }

            if (!common.IsOne)
            {
                _factors.Remove(factor);
                AddCoprime(common);
                AddCoprime(other / common);
                AddCoprime(value / common);
                return;
            }
        }

        _factors.Add((Rational)value);
    }
}
