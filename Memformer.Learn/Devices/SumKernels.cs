using System.Numerics;
using ILGPU;

namespace Memformer.Learn.Devices;

/// <summary>
/// Kernels for sums over a block's rows, in an order that is a function of their number alone: every thread adds its own terms one
/// after the other, the threads' sums are added in groups of <see cref="Group"/> until one is left, and nothing is added atomically.
/// </summary>
internal static class SumKernels
{
    /// <summary>Sums that one thread adds up.</summary>
    public const int Group = 32;

    /// <summary>The most parts that a sum over rows is first split into.</summary>
    private const int MostParts = Group * Group;

    /// <summary>The rows that a part has at least, where there are as many.</summary>
    private const int LeastRows = 64;

    /// <summary>The most parts of all products: 128 MiB.</summary>
    private const int MostSums = 1 << 24;

    /// <summary>The parts that sums over rows are first split into.</summary>
    /// <param name="rows">Rows of the block.</param>
    /// <param name="products">How many sums there are.</param>
    public static int Parts(int rows, int products) =>
        Math.Min((rows + LeastRows - 1) / LeastRows, Math.Clamp(MostSums / products, 1, MostParts));

    /// <summary>The groups of as many parts.</summary>
    public static int Groups(int parts) => (parts + Group - 1) / Group;

    /// <summary>A part of each inner product of two vectors, by a thread: part p has the rows p, p + parts, ….</summary>
    /// <param name="thread">product · parts + part.</param>
    /// <param name="rows">The rows' vectors.</param>
    /// <param name="left">The first vector of each product.</param>
    /// <param name="right">The second.</param>
    /// <param name="sums">Overwritten, parts of each product side by side.</param>
    /// <param name="shape">Where the vectors lie.</param>
    /// <param name="parts">Parts of a product.</param>
    public static void Multiply<T>(
        Index1D thread,
        ArrayView<T> rows,
        ArrayView<int> left,
        ArrayView<int> right,
        ArrayView<T> sums,
        KernelShape shape,
        int parts
    )
        where T : unmanaged, INumber<T>
    {
        int product = thread / parts;
        T sum = T.Zero;
        for (int row = thread % parts; row < shape.Rows; row += parts)
        {
            sum += rows[shape.Row(left[product], row)] * rows[shape.Row(right[product], row)];
        }

        sums[thread] = sum;
    }

    /// <summary>The sums of groups of parts, by a thread.</summary>
    /// <param name="thread">product · groups + group.</param>
    /// <param name="parts">Parts of each product, side by side.</param>
    /// <param name="sums">Overwritten: groups of each product side by side.</param>
    /// <param name="count">Parts of a product.</param>
    /// <param name="groups">Groups of a product.</param>
    public static void Add(Index1D thread, ArrayView<double> parts, ArrayView<double> sums, int count, int groups)
    {
        int product = thread / groups;
        int first = thread % groups * Group;
        int end = Math.Min(first + Group, count);
        double sum = 0;
        for (int part = first; part < end; part++)
        {
            sum += parts[(product * count) + part];
        }

        sums[thread] = sum;
    }

    /// <summary>Adds each product of a block to those of the blocks before it.</summary>
    /// <param name="product">The product.</param>
    /// <param name="sums">The block's.</param>
    /// <param name="totals">Added to.</param>
    public static void Accumulate(Index1D product, ArrayView<double> sums, ArrayView<double> totals) =>
        totals[product] += sums[product];
}
