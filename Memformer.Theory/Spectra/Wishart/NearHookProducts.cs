using System.Numerics;

namespace Memformer.Theory.Spectra.Wishart;

/// <summary>
/// Products of a function f of the contents over the boxes of a <see cref="NearHook"/>: one factor for each of its two rows and one
/// for the boxes below, so that all partitions share three short tables.
/// </summary>
internal sealed class NearHookProducts
{
    private readonly BigInteger[] _first;
    private readonly BigInteger[] _second;
    private readonly BigInteger[] _tail;

    /// <summary>The products for partitions of up to so many boxes.</summary>
    /// <param name="most">The largest number of boxes.</param>
    /// <param name="factor">f of a box's content 2a' − l'.</param>
    public NearHookProducts(int most, Func<int, BigInteger> factor)
    {
        _first = Running(most, column => factor(2 * column));
        _second = Running(most, column => factor(2 * column - 1));
        _tail = Running(most, row => factor(-row - 2));
    }

    /// <summary>∏ f over the boxes.</summary>
    public BigInteger Of(NearHook partition) =>
        _first[partition.First] * _second[partition.Second] * _tail[partition.Tail];

    private static BigInteger[] Running(int most, Func<int, BigInteger> factor)
    {
        var products = new BigInteger[most + 1];
        products[0] = BigInteger.One;
        for (var i = 0; i < most; i++)
        {
            products[i + 1] = products[i] * factor(i);
        }

        return products;
    }
}
