using System.Runtime.CompilerServices;

namespace Memformer.Learn.Numerics;

/// <summary>Memory that begins on a cache line, so that no vector load straddles two.</summary>
internal static class AlignedMemory
{
    /// <summary>Doubles in one vector, and in one cache line.</summary>
    public const int Lanes = 8;

    /// <summary>A row length rounded up to whole vectors.</summary>
    public static int Stride(int columns) => (columns + Lanes - 1) / Lanes * Lanes;

    /// <summary>A number of rows rounded up to what <see cref="RowProduct"/> makes at a time.</summary>
    public static int Rows(int rows) => (rows + 3) / 4 * 4;

    /// <summary>Zeros, aligned to a cache line; pinned, so that they stay aligned.</summary>
    public static unsafe Memory<double> Allocate(int count)
    {
        double[] array = GC.AllocateArray<double>(count + Lanes, pinned: true);
        nuint address = (nuint)Unsafe.AsPointer(ref array[0]);
        int offset = (int)((nuint)Lanes - (address / sizeof(double) % (nuint)Lanes)) % Lanes;
        return array.AsMemory(offset, count);
    }

    /// <summary>Copies a matrix into rows of the given stride; the padding is left as it is.</summary>
    public static void CopyRows(double[,] matrix, Span<double> target, int stride)
    {
        for (int row = 0; row < matrix.GetLength(0); row++)
        {
            for (int column = 0; column < matrix.GetLength(1); column++)
            {
                target[(row * stride) + column] = matrix[row, column];
            }
        }
    }

    /// <summary>Copies a matrix's columns into rows of the given stride; the padding is left as it is.</summary>
    public static void CopyTransposed(double[,] matrix, Span<double> target, int stride)
    {
        for (int row = 0; row < matrix.GetLength(0); row++)
        {
            for (int column = 0; column < matrix.GetLength(1); column++)
            {
                target[(column * stride) + row] = matrix[row, column];
            }
        }
    }
}
