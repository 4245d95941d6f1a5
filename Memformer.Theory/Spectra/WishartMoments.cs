using System.Numerics;
using Memformer.Theory.Algebra;
using Memformer.Theory.Spectra.Wishart;

namespace Memformer.Theory.Spectra;

/// <summary>
/// Exact moments of a real Wishart matrix W = X Xᵀ, X of d×n independent standard normal entries. A prompt's H is W/n.
/// <para>
/// With a, l, a', l' the arm, leg, co-arm and co-leg of a box of a partition κ of k,
/// E tr Wᵏ = Σ_κ 2k θ_κ ∏ (d + 2a' − l')(n + 2a' − l') / ∏ (2a + l + 1)(2a + l + 2), θ_κ = ∏ (2a' − l') over all
/// boxes but the first: the expansion of the power sum in zonal polynomials (Jack polynomials at α = 2; Macdonald,
/// Symmetric Functions and Hall Polynomials, VI.10; Hanlon, Stanley and Stembridge 1992). n &lt; d is legal.
/// </para>
/// </summary>
public static class WishartMoments
{
    /// <summary>The symbol of the dimension in <see cref="TraceOfPower(int)"/>.</summary>
    public static Symbol DimensionSymbol { get; } = new("d");

    /// <summary>The symbol of the context length in <see cref="TraceOfPower(int)"/>.</summary>
    public static Symbol ContextSymbol { get; } = new("n");

    /// <summary>E tr Wᵏ; divide by nᵏ for E tr Hᵏ. An integer.</summary>
    /// <param name="dimension">d ≥ 1.</param>
    /// <param name="context">n ≥ 1; may be below d.</param>
    /// <param name="power">k ≥ 0; E tr W⁰ = d.</param>
    /// <exception cref="UsageException">An argument is out of range.</exception>
    public static Rational TraceOfPower(int dimension, int context, int power)
    {
        Demand.Within("the power", power, 0);
        return Traces(dimension, context, power)(power);
    }

    /// <summary>E tr W⁰ … E tr Wᵐ.</summary>
    /// <param name="dimension">d ≥ 1.</param>
    /// <param name="context">n ≥ 1; may be below d.</param>
    /// <param name="most">m ≥ 0.</param>
    /// <exception cref="UsageException">An argument is out of range.</exception>
    public static BigInteger[] TracesOfPowers(int dimension, int context, int most)
    {
        Demand.Within("the power", most, 0);
        return [.. Enumerable.Range(0, most + 1).Select(Traces(dimension, context, most))];
    }

    /// <summary>E tr Wᵏ as a function of k up to <paramref name="most"/>, with the products over rows and tail made once.</summary>
    private static Func<int, BigInteger> Traces(int dimension, int context, int most)
    {
        Demand.Within("the dimension", dimension, 1);
        Demand.Within("the context length", context, 1);
        NearHookProducts contents = new(most, c => ((long)dimension + c) * ((BigInteger)context + c));
        NearHookWeights weights = new(most);
        return power =>
            power == 0
                ? dimension
                : NearHook
                    .Of(power)
                    .Aggregate(
                        BigInteger.Zero,
                        (sum, partition) =>
                            contents.Of(partition) is { IsZero: false } product
                                ? sum + weights.Of(partition) * product
                                : sum
                    ) / weights.Unit(power);
    }

    /// <summary>E tr Hᵏ with H = W/n, the moments that the loss of a network is made of.</summary>
    /// <inheritdoc cref="TraceOfPower(int, int, int)"/>
    public static Rational TraceOfCovariancePower(int dimension, int context, int power) =>
        TraceOfPower(dimension, context, power) / BigInteger.Pow(context, power);

    /// <summary>E tr Wᵏ as a polynomial in d and n, symmetric in the two, with integer coefficients.</summary>
    /// <param name="power">k ≥ 0; E tr W⁰ = d is the one case that is not symmetric.</param>
    /// <exception cref="UsageException">The power is negative.</exception>
    public static Polynomial TraceOfPower(int power)
    {
        Demand.Within("the power", power, 0);
        Polynomial d = DimensionSymbol;
        Polynomial n = ContextSymbol;
        if (power == 0)
        {
            return d;
        }

        var coefficients = new Rational[power + 1, power + 1];
        NearHookWeights weights = new(power);
        foreach (var partition in NearHook.Of(power))
        {
            Rational weight = new(weights.Of(partition), weights.Unit(power));
            var contents = ProductOfShifts(partition.Contents(), power);
            for (var i = 1; i <= power; i++)
            {
                for (var j = 1; j <= power; j++)
                {
                    coefficients[i, j] += weight * contents[i] * contents[j];
                }
            }
        }

        var sum = Polynomial.Zero;
        for (var i = 1; i <= power; i++)
        {
            for (var j = 1; j <= power; j++)
            {
                sum += coefficients[i, j] * d.Pow(i) * n.Pow(j);
            }
        }

        return sum;
    }

    /// <summary>Coefficients of ∏ (x + c), lowest first.</summary>
    private static BigInteger[] ProductOfShifts(IEnumerable<int> shifts, int degree)
    {
        var product = new BigInteger[degree + 1];
        product[0] = 1;
        var reached = 0;
        foreach (var shift in shifts)
        {
            reached++;
            for (var i = reached; i > 0; i--)
            {
                product[i] = product[i - 1] + shift * product[i];
            }

            product[0] *= shift;
        }

        return product;
    }
}
