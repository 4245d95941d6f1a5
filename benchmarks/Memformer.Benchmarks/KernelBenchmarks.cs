using BenchmarkDotNet.Attributes;
using Memformer.Theory.Algebra;
using Memformer.Theory.Methods.Language;

namespace Memformer.Benchmarks;

/// <summary>The exact kernel at the sizes that derivations reach.</summary>
[MemoryDiagnoser]
public class KernelBenchmarks
{
    private static readonly Polynomial Beta = new Symbol("beta");
    private static readonly Polynomial Eta = new Symbol("eta");

    private readonly Polynomial _dense = (1 + Beta + Eta).Pow(20);
    private readonly Polynomial _left = (1 - Beta).Pow(130) * (1 + Eta);
    private readonly Polynomial _right = (1 - Beta).Pow(100) * (1 + Beta).Pow(30) * Eta;
    private readonly RationalFunction _momentum = ScalarExpression.Parse("rho^2/(2 - rho)", "the benchmark");
    private readonly UnivariatePolynomial _chebyshev = Chebyshev(40);

    /// <summary>Two dense polynomials of degree 20 in two symbols.</summary>
    [Benchmark]
    public Polynomial Product() => _dense * _dense;

    /// <summary>A common factor of degree 100.</summary>
    [Benchmark]
    public Polynomial GreatestCommonDivisor() => Polynomial.Gcd(_left, _right);

    /// <summary>A geometric series of rational functions with powers of a binomial below.</summary>
    [Benchmark]
    public RationalFunction SumOfFractions() =>
        Enumerable.Range(0, 20).Select(_momentum.Pow).Aggregate((sum, term) => sum + term);

    /// <summary>The forty roots of a Chebyshev polynomial, to the nearest double.</summary>
    [Benchmark]
    public double RealRoots() => _chebyshev.RealRoots().Sum(root => root.ToDouble());

    private static UnivariatePolynomial Chebyshev(int degree)
    {
        var (previous, current) = (UnivariatePolynomial.One, UnivariatePolynomial.Variable);
        for (var i = 1; i < degree; i++)
        {
            (previous, current) = (current, (2 * UnivariatePolynomial.Variable * current) - previous);
        }

        return current;
    }
}
