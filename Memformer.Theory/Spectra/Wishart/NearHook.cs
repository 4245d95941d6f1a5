using System.Numerics;
using Memformer.Theory.Algebra;

namespace Memformer.Theory.Spectra.Wishart;

/// <summary>
/// A partition (a, b, 1, …, 1): one row of a boxes, one of b, then single boxes. Among the partitions κ of k only these
/// have θ_κ ≠ 0, so only they carry a trace of a power in the basis of zonal polynomials.
/// </summary>
/// <param name="First">Length a of the first row, at least 1.</param>
/// <param name="Second">Length b of the second row, 0 ≤ b ≤ a.</param>
/// <param name="Tail">Number of rows of one box below; 0 when there is no second row.</param>
internal readonly record struct NearHook(int First, int Second, int Tail)
{
    private int Rows => Second == 0 ? 1 : Tail + 2;

    /// <summary>Every partition of this kind of <paramref name="size"/> boxes.</summary>
    public static IEnumerable<NearHook> Of(int size)
    {
        yield return new NearHook(size, 0, 0);
        for (var second = 1; 2 * second <= size; second++)
        {
            for (var first = second; first + second <= size; first++)
            {
                yield return new NearHook(first, second, size - first - second);
            }
        }
    }

    /// <summary>The contents 2a' − l' of the boxes, a' and l' the boxes to the left and above.</summary>
    public IEnumerable<int> Contents()
    {
        for (var column = 0; column < First; column++)
        {
            yield return 2 * column;
        }

        for (var column = 0; column < Second; column++)
        {
            yield return 2 * column - 1;
        }

        for (var row = 2; row < Tail + 2; row++)
        {
            yield return -row;
        }
    }

    /// <summary>
    /// 2k θ_κ / ∏ (2a+l+1)(2a+l+2), how much of tr W^k is the zonal polynomial of this partition, in units of 1/(2k)!: an
    /// integer, since (2k)! over the product is a number of standard tableaux, those of the partition with rows twice as long.
    /// </summary>
    /// <param name="factorials">0! … (2k)!.</param>
    public BigInteger Weight(IReadOnlyList<BigInteger> factorials)
    {
        var size = First + Second + Tail;
        var theta = Contents().Skip(1).Aggregate(BigInteger.One, (product, content) => product * content);
        return 2 * size * theta * (factorials[2 * size] / Hooks(factorials));
    }

    /// <summary>∏ (2a+l+1)(2a+l+2) over the boxes, a and l the boxes to the right and below.</summary>
    private BigInteger Hooks(IReadOnlyList<BigInteger> factorials)
    {
        if (Second == 0)
        {
            return factorials[2 * First];
        }

        // The corner of each row has the tail below it; the other boxes of the first row have one box below, or none.
        var corner = (long)(2 * (First - 1)) + Rows - 1;
        var secondCorner = (long)(2 * (Second - 1)) + Tail;
        var belowOne = factorials[2 * First - 1] / factorials[2 * (First - Second) + 1];
        return (corner + 1)
            * (corner + 2)
            * belowOne
            * factorials[2 * (First - Second)]
            * ((secondCorner + 1) * (secondCorner + 2))
            * factorials[2 * (Second - 1)]
            * (factorials[Tail] * factorials[Tail + 1]);
    }

    /// <summary>0! … m!.</summary>
    public static BigInteger[] Factorials(int most)
    {
        var factorials = new BigInteger[most + 1];
        factorials[0] = BigInteger.One;
        for (var m = 1; m <= most; m++)
        {
            factorials[m] = m * factorials[m - 1];
        }
        return factorials;
    }
}
