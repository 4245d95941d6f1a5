using System.Numerics;

namespace Memformer.Theory.Spectra.Wishart;

/// <summary>
/// How much of tr Wᵏ each zonal polynomial is: 2k θ_κ / ∏ (2a+l+1)(2a+l+2) over the boxes, a and l the boxes to the right and below.
/// In units of 1/(2k)! an integer, since (2k)! over the product is a number of standard tableaux, those of the partition with rows
/// twice as long.
/// </summary>
internal sealed class NearHookWeights
{
    private readonly BigInteger[] _factorials;

    // θ_κ leaves the first box out, whose content is 0.
    private readonly NearHookProducts _theta;

    /// <summary>The weights of partitions of up to so many boxes.</summary>
    public NearHookWeights(int most)
    {
        _factorials = new BigInteger[2 * most + 1];
        _factorials[0] = BigInteger.One;
        for (var m = 1; m < _factorials.Length; m++)
        {
            _factorials[m] = m * _factorials[m - 1];
        }

        _theta = new NearHookProducts(most, content => content == 0 ? 1 : content);
    }

    /// <summary>(2k)!: what a weight of k boxes is to be divided by.</summary>
    public BigInteger Unit(int size) => _factorials[2 * size];

    /// <summary>The weight, in units of 1/(2k)!.</summary>
    public BigInteger Of(NearHook partition) =>
        2 * partition.Size * _theta.Of(partition) * (Unit(partition.Size) / Hooks(partition));

    /// <summary>∏ (2a+l+1)(2a+l+2) over the boxes.</summary>
    private BigInteger Hooks(NearHook partition)
    {
        var (first, second, tail) = partition;
        if (second == 0)
        {
            return _factorials[2 * first];
        }

        // The corner of each row has the tail below it; the other boxes of the first row have one box below, or none.
        long corner = 2 * (first - 1) + partition.Rows - 1;
        long secondCorner = 2 * (second - 1) + tail;
        var belowOne = _factorials[2 * first - 1] / _factorials[2 * (first - second) + 1];
        return (corner + 1)
            * (corner + 2)
            * belowOne
            * _factorials[2 * (first - second)]
            * ((secondCorner + 1) * (secondCorner + 2))
            * _factorials[2 * (second - 1)]
            * (_factorials[tail] * _factorials[tail + 1]);
    }
}
