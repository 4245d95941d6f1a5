using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Memformer.Learn.Numerics;

/// <summary>Sums and inner products of blocks of rows whose length is a multiple of <see cref="AlignedMemory.Lanes"/>.</summary>
internal static class RowVector
{
    private const int Lanes = AlignedMemory.Lanes;

    /// <summary>target += factor · source.</summary>
    public static void Add(Span<double> target, double factor, ReadOnlySpan<double> source)
    {
        ref double to = ref MemoryMarshal.GetReference(target);
        ref double from = ref MemoryMarshal.GetReference(source[..target.Length]);
        Vector512<double> scale = Vector512.Create(factor);
        for (nuint i = 0; i < (nuint)target.Length; i += Lanes)
        {
            Vector512<double> sum = Vector512.FusedMultiplyAdd(
                scale,
                Vector512.LoadUnsafe(ref from, i),
                Vector512.LoadUnsafe(ref to, i)
            );
            sum.StoreUnsafe(ref to, i);
        }
    }

    /// <summary>target = start + Σ_b factors[b] · (block b of sources), in one pass over the target.</summary>
    /// <param name="target">Overwritten.</param>
    /// <param name="start">As long as the target.</param>
    /// <param name="factors">One per block.</param>
    /// <param name="sources">The blocks, one behind the other.</param>
    /// <param name="blockLength">The distance between the beginnings of blocks, at least the target's length.</param>
    public static void Combine(
        Span<double> target,
        ReadOnlySpan<double> start,
        ReadOnlySpan<double> factors,
        ReadOnlySpan<double> sources,
        int blockLength
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(
            sources.Length,
            ((factors.Length - 1) * blockLength) + target.Length,
            nameof(sources)
        );
        ref double to = ref MemoryMarshal.GetReference(target);
        ref double from = ref MemoryMarshal.GetReference(start[..target.Length]);
        ref double blocks = ref MemoryMarshal.GetReference(sources);
        for (nuint i = 0; i < (nuint)target.Length; i += Lanes)
        {
            Vector512<double> sum = Vector512.LoadUnsafe(ref from, i);
            nuint position = i;
            for (int block = 0; block < factors.Length; block++)
            {
                sum = Vector512.FusedMultiplyAdd(
                    Vector512.Create(factors[block]),
                    Vector512.LoadUnsafe(ref blocks, position),
                    sum
                );
                position += (nuint)blockLength;
            }

            sum.StoreUnsafe(ref to, i);
        }
    }

    /// <summary>target *= factor.</summary>
    public static void Scale(Span<double> target, double factor)
    {
        ref double to = ref MemoryMarshal.GetReference(target);
        for (nuint i = 0; i < (nuint)target.Length; i += Lanes)
        {
            (Vector512.LoadUnsafe(ref to, i) * factor).StoreUnsafe(ref to, i);
        }
    }

    /// <summary>The sum of products of corresponding entries.</summary>
    public static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        ref double a = ref MemoryMarshal.GetReference(left);
        ref double b = ref MemoryMarshal.GetReference(right[..left.Length]);
        Vector512<double> even = Vector512<double>.Zero;
        Vector512<double> odd = Vector512<double>.Zero;
        nuint i = 0;
        for (; i + (2 * Lanes) <= (nuint)left.Length; i += 2 * Lanes)
        {
            even = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref a, i), Vector512.LoadUnsafe(ref b, i), even);
            odd = Vector512.FusedMultiplyAdd(
                Vector512.LoadUnsafe(ref a, i + Lanes),
                Vector512.LoadUnsafe(ref b, i + Lanes),
                odd
            );
        }

        if (i < (nuint)left.Length)
        {
            even = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref a, i), Vector512.LoadUnsafe(ref b, i), even);
        }

        return VectorMath.Sum(even + odd);
    }
}
