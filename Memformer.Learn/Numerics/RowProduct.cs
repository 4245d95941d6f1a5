using System.Runtime.Intrinsics;

namespace Memformer.Learn.Numerics;

/// <summary>
/// The one product of small matrices that everything on the processor is made of: rows of the result are combinations
/// of rows of the right factor. Rows of the result and of the right factor have the same stride, a multiple of
/// <see cref="AlignedMemory.Lanes"/>, and rows of the result come in fours: the left factor has zeros for rows there are not.
/// </summary>
/// <remarks>
/// Implementation note: a tile of 4 × (1, 2 or 3 vectors) of the result stays in registers. Three vectors keep twelve
/// multiply-adds in flight, which hides their latency; five to seven vectors are made of tiles of three and two. Pointers,
/// because a reference that walks past the end of an array is one that the garbage collector may misread.
/// </remarks>
internal static unsafe class RowProduct
{
    private const int Lanes = AlignedMemory.Lanes;
    private const int TileRows = 4;

    /// <summary>C = A B.</summary>
    /// <inheritdoc cref="Multiply"/>
    public static void Set(
        Span<double> result,
        ReadOnlySpan<double> left,
        int rowStep,
        int innerStep,
        ReadOnlySpan<double> right,
        int rows,
        int inner,
        int stride
    ) => Multiply(result, left, rowStep, innerStep, right, rows, inner, stride, false);

    /// <summary>C += A B.</summary>
    /// <inheritdoc cref="Multiply"/>
    public static void Add(
        Span<double> result,
        ReadOnlySpan<double> left,
        int rowStep,
        int innerStep,
        ReadOnlySpan<double> right,
        int rows,
        int inner,
        int stride
    ) => Multiply(result, left, rowStep, innerStep, right, rows, inner, stride, true);

    /// <summary>C = A B or C += A B.</summary>
    /// <param name="result">C, rows×stride, with room for a multiple of four rows.</param>
    /// <param name="left">A; entry (r, k) is at <c>r·rowStep + k·innerStep</c>, so that a transposed A needs no copy.</param>
    /// <param name="rowStep">Distance between entries of consecutive rows of A.</param>
    /// <param name="innerStep">Distance between entries of consecutive columns of A.</param>
    /// <param name="right">B, inner×stride.</param>
    /// <param name="rows">Rows of C.</param>
    /// <param name="inner">Columns of A and rows of B.</param>
    /// <param name="stride">The row length of B and C.</param>
    /// <param name="accumulate">Whether to add to C.</param>
    private static void Multiply(
        Span<double> result,
        ReadOnlySpan<double> left,
        int rowStep,
        int innerStep,
        ReadOnlySpan<double> right,
        int rows,
        int inner,
        int stride,
        bool accumulate
    )
    {
        int padded = AlignedMemory.Rows(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(result.Length, padded * stride, nameof(result));
        ArgumentOutOfRangeException.ThrowIfLessThan(right.Length, inner * stride, nameof(right));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(
            left.Length,
            ((padded - 1) * rowStep) + ((inner - 1) * innerStep),
            nameof(left)
        );
        fixed (
            double* a = left,
                b = right,
                c = result
        )
        {
            for (int row = 0; row < rows; row += TileRows)
            {
                Tiles(c + (row * stride), a + (row * rowStep), rowStep, innerStep, b, inner, stride, accumulate);
            }
        }
    }

    /// <summary>Four rows of the result.</summary>
    private static void Tiles(
        double* c,
        double* a,
        int rowStep,
        int innerStep,
        double* b,
        int inner,
        int stride,
        bool accumulate
    )
    {
        int column = 0;
        while (column < stride)
        {
            int vectors = (stride - column) / Lanes;
            if (vectors == 1)
            {
                FourByOne(c + column, a, rowStep, innerStep, b + column, inner, stride, accumulate);
                column += Lanes;
            }
            else if (vectors is 2 or 4)
            {
                FourByTwo(c + column, a, rowStep, innerStep, b + column, inner, stride, accumulate);
                column += 2 * Lanes;
            }
            else
            {
                FourByThree(c + column, a, rowStep, innerStep, b + column, inner, stride, accumulate);
                column += 3 * Lanes;
            }
        }
    }

    private static void FourByThree(
        double* c,
        double* a,
        int rowStep,
        int innerStep,
        double* b,
        int inner,
        int stride,
        bool accumulate
    )
    {
        Vector512<double> c00 = Vector512<double>.Zero;
        Vector512<double> c01 = Vector512<double>.Zero;
        Vector512<double> c02 = Vector512<double>.Zero;
        Vector512<double> c10 = Vector512<double>.Zero;
        Vector512<double> c11 = Vector512<double>.Zero;
        Vector512<double> c12 = Vector512<double>.Zero;
        Vector512<double> c20 = Vector512<double>.Zero;
        Vector512<double> c21 = Vector512<double>.Zero;
        Vector512<double> c22 = Vector512<double>.Zero;
        Vector512<double> c30 = Vector512<double>.Zero;
        Vector512<double> c31 = Vector512<double>.Zero;
        Vector512<double> c32 = Vector512<double>.Zero;
        if (accumulate)
        {
            c00 = Load(c, 0);
            c01 = Load(c, Lanes);
            c02 = Load(c, 2 * Lanes);
            c10 = Load(c, stride);
            c11 = Load(c, stride + Lanes);
            c12 = Load(c, stride + (2 * Lanes));
            c20 = Load(c, 2 * stride);
            c21 = Load(c, (2 * stride) + Lanes);
            c22 = Load(c, (2 * stride) + (2 * Lanes));
            c30 = Load(c, 3 * stride);
            c31 = Load(c, (3 * stride) + Lanes);
            c32 = Load(c, (3 * stride) + (2 * Lanes));
        }

        for (int k = 0; k < inner; k++)
        {
            Vector512<double> b0 = Load(b, 0);
            Vector512<double> b1 = Load(b, Lanes);
            Vector512<double> b2 = Load(b, 2 * Lanes);
            Vector512<double> a0 = Vector512.Create(*a);
            c00 = Vector512.FusedMultiplyAdd(a0, b0, c00);
            c01 = Vector512.FusedMultiplyAdd(a0, b1, c01);
            c02 = Vector512.FusedMultiplyAdd(a0, b2, c02);
            Vector512<double> a1 = Vector512.Create(a[rowStep]);
            c10 = Vector512.FusedMultiplyAdd(a1, b0, c10);
            c11 = Vector512.FusedMultiplyAdd(a1, b1, c11);
            c12 = Vector512.FusedMultiplyAdd(a1, b2, c12);
            Vector512<double> a2 = Vector512.Create(a[2 * rowStep]);
            c20 = Vector512.FusedMultiplyAdd(a2, b0, c20);
            c21 = Vector512.FusedMultiplyAdd(a2, b1, c21);
            c22 = Vector512.FusedMultiplyAdd(a2, b2, c22);
            Vector512<double> a3 = Vector512.Create(a[3 * rowStep]);
            c30 = Vector512.FusedMultiplyAdd(a3, b0, c30);
            c31 = Vector512.FusedMultiplyAdd(a3, b1, c31);
            c32 = Vector512.FusedMultiplyAdd(a3, b2, c32);
            a += innerStep;
            b += stride;
        }

        Store(c00, c, 0);
        Store(c01, c, Lanes);
        Store(c02, c, 2 * Lanes);
        Store(c10, c, stride);
        Store(c11, c, stride + Lanes);
        Store(c12, c, stride + (2 * Lanes));
        Store(c20, c, 2 * stride);
        Store(c21, c, (2 * stride) + Lanes);
        Store(c22, c, (2 * stride) + (2 * Lanes));
        Store(c30, c, 3 * stride);
        Store(c31, c, (3 * stride) + Lanes);
        Store(c32, c, (3 * stride) + (2 * Lanes));
    }

    private static void FourByTwo(
        double* c,
        double* a,
        int rowStep,
        int innerStep,
        double* b,
        int inner,
        int stride,
        bool accumulate
    )
    {
        Vector512<double> c00 = Vector512<double>.Zero;
        Vector512<double> c01 = Vector512<double>.Zero;
        Vector512<double> c10 = Vector512<double>.Zero;
        Vector512<double> c11 = Vector512<double>.Zero;
        Vector512<double> c20 = Vector512<double>.Zero;
        Vector512<double> c21 = Vector512<double>.Zero;
        Vector512<double> c30 = Vector512<double>.Zero;
        Vector512<double> c31 = Vector512<double>.Zero;
        if (accumulate)
        {
            c00 = Load(c, 0);
            c01 = Load(c, Lanes);
            c10 = Load(c, stride);
            c11 = Load(c, stride + Lanes);
            c20 = Load(c, 2 * stride);
            c21 = Load(c, (2 * stride) + Lanes);
            c30 = Load(c, 3 * stride);
            c31 = Load(c, (3 * stride) + Lanes);
        }

        for (int k = 0; k < inner; k++)
        {
            Vector512<double> b0 = Load(b, 0);
            Vector512<double> b1 = Load(b, Lanes);
            Vector512<double> a0 = Vector512.Create(*a);
            c00 = Vector512.FusedMultiplyAdd(a0, b0, c00);
            c01 = Vector512.FusedMultiplyAdd(a0, b1, c01);
            Vector512<double> a1 = Vector512.Create(a[rowStep]);
            c10 = Vector512.FusedMultiplyAdd(a1, b0, c10);
            c11 = Vector512.FusedMultiplyAdd(a1, b1, c11);
            Vector512<double> a2 = Vector512.Create(a[2 * rowStep]);
            c20 = Vector512.FusedMultiplyAdd(a2, b0, c20);
            c21 = Vector512.FusedMultiplyAdd(a2, b1, c21);
            Vector512<double> a3 = Vector512.Create(a[3 * rowStep]);
            c30 = Vector512.FusedMultiplyAdd(a3, b0, c30);
            c31 = Vector512.FusedMultiplyAdd(a3, b1, c31);
            a += innerStep;
            b += stride;
        }

        Store(c00, c, 0);
        Store(c01, c, Lanes);
        Store(c10, c, stride);
        Store(c11, c, stride + Lanes);
        Store(c20, c, 2 * stride);
        Store(c21, c, (2 * stride) + Lanes);
        Store(c30, c, 3 * stride);
        Store(c31, c, (3 * stride) + Lanes);
    }

    private static void FourByOne(
        double* c,
        double* a,
        int rowStep,
        int innerStep,
        double* b,
        int inner,
        int stride,
        bool accumulate
    )
    {
        Vector512<double> c00 = Vector512<double>.Zero;
        Vector512<double> c10 = Vector512<double>.Zero;
        Vector512<double> c20 = Vector512<double>.Zero;
        Vector512<double> c30 = Vector512<double>.Zero;
        if (accumulate)
        {
            c00 = Load(c, 0);
            c10 = Load(c, stride);
            c20 = Load(c, 2 * stride);
            c30 = Load(c, 3 * stride);
        }

        for (int k = 0; k < inner; k++)
        {
            Vector512<double> b0 = Load(b, 0);
            Vector512<double> a0 = Vector512.Create(*a);
            c00 = Vector512.FusedMultiplyAdd(a0, b0, c00);
            Vector512<double> a1 = Vector512.Create(a[rowStep]);
            c10 = Vector512.FusedMultiplyAdd(a1, b0, c10);
            Vector512<double> a2 = Vector512.Create(a[2 * rowStep]);
            c20 = Vector512.FusedMultiplyAdd(a2, b0, c20);
            Vector512<double> a3 = Vector512.Create(a[3 * rowStep]);
            c30 = Vector512.FusedMultiplyAdd(a3, b0, c30);
            a += innerStep;
            b += stride;
        }

        Store(c00, c, 0);
        Store(c10, c, stride);
        Store(c20, c, 2 * stride);
        Store(c30, c, 3 * stride);
    }

    private static Vector512<double> Load(double* source, int offset) => Vector512.Load(source + offset);

    private static void Store(Vector512<double> value, double* target, int offset) => value.Store(target + offset);
}
