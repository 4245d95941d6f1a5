namespace Memformer.Learn.Problems;

/// <summary>
/// The counter-based generator Philox4x32-10: 128 random bits that are a function of a counter and a key, so that any number of
/// threads on any device can draw any part of a stream. Made of what graphics cards have, so that kernels call it too.
/// </summary>
/// <remarks>Source: Salmon, Moraes, Dror and Shaw, Parallel random numbers: as easy as 1, 2, 3, 2011.</remarks>
internal static class Philox
{
    private const int Rounds = 10;
    private const ulong FirstMultiplier = 0xD2511F53;
    private const ulong SecondMultiplier = 0xCD9E8D57;
    private const uint FirstWeyl = 0x9E3779B9;
    private const uint SecondWeyl = 0xBB67AE85;

    /// <summary>The random bits of a counter.</summary>
    /// <param name="low">The lower 64 bits of the counter.</param>
    /// <param name="high">The upper ones.</param>
    /// <param name="key">The key.</param>
    public static RandomWords Of(ulong low, ulong high, ulong key)
    {
        unchecked
        {
            uint c0 = (uint)low;
            uint c1 = (uint)(low >> 32);
            uint c2 = (uint)high;
            uint c3 = (uint)(high >> 32);
            uint k0 = (uint)key;
            uint k1 = (uint)(key >> 32);
            for (int round = 0; round < Rounds; round++)
            {
                ulong first = FirstMultiplier * c0;
                ulong second = SecondMultiplier * c2;
                c0 = (uint)(second >> 32) ^ c1 ^ k0;
                c2 = (uint)(first >> 32) ^ c3 ^ k1;
                c1 = (uint)second;
                c3 = (uint)first;
                k0 += FirstWeyl;
                k1 += SecondWeyl;
            }

            return new RandomWords(c0 | ((ulong)c1 << 32), c2 | ((ulong)c3 << 32));
        }
    }
}

/// <summary>128 random bits.</summary>
internal readonly struct RandomWords(ulong first, ulong second)
{
    /// <summary>The lower 64.</summary>
    public ulong First { get; } = first;

    /// <summary>The upper 64.</summary>
    public ulong Second { get; } = second;
}
