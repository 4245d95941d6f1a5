using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Memformer.Learn.Tasks;

/// <summary>
/// The one product of small matrices that everything on the processor is made of: rows of the result are combinations
/// of rows of the right factor. Rows of the result and of the right factor have the same stride, a multiple of
/// <see cref="AlignedMemory.Lanes"/>, and rows of the result come in fours: the left factor has zeros for rows there are not.
/// </summary>
/// <remarks>
/// Implementation note: a tile of 4 × (1, 2 or 3 vectors) of the result stays in registers. Three vectors keep twelve
/// multiply-adds in flight, which hides their latency; five to seven vectors are made of tiles of three and two.
/// </remarks>
internal static class RowProduct
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
        ref double a = ref MemoryMarshal.GetReference(left);
        ref double b = ref MemoryMarshal.GetReference(right);
        ref double c = ref MemoryMarshal.GetReference(result);
        for (int row = 0; row < rows; row += TileRows)
        {
            int column = 0;
            while (column < stride)
            {
                int vectors = (stride - column) / Lanes;
                ref double tile = ref Unsafe.Add(ref c, column);
                ref double columns = ref Unsafe.Add(ref b, column);
                if (vectors == 1)
                {
                    FourByOne(ref tile, ref a, rowStep, innerStep, ref columns, inner, stride, accumulate);
                    column += Lanes;
                }
                else if (vectors is 2 or 4)
                {
                    FourByTwo(ref tile, ref a, rowStep, innerStep, ref columns, inner, stride, accumulate);
                    column += 2 * Lanes;
                }
                else
                {
                    FourByThree(ref tile, ref a, rowStep, innerStep, ref columns, inner, stride, accumulate);
                    column += 3 * Lanes;
                }
            }

            a = ref Unsafe.Add(ref a, TileRows * rowStep);
            c = ref Unsafe.Add(ref c, TileRows * stride);
        }
    }

    private static void FourByThree(
        ref double c,
        ref double a,
        int rowStep,
        int innerStep,
        ref double b,
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
            c00 = Load(ref c, 0);
            c01 = Load(ref c, Lanes);
            c02 = Load(ref c, 2 * Lanes);
            c10 = Load(ref c, stride);
            c11 = Load(ref c, stride + Lanes);
            c12 = Load(ref c, stride + (2 * Lanes));
            c20 = Load(ref c, 2 * stride);
            c21 = Load(ref c, (2 * stride) + Lanes);
            c22 = Load(ref c, (2 * stride) + (2 * Lanes));
            c30 = Load(ref c, 3 * stride);
            c31 = Load(ref c, (3 * stride) + Lanes);
            c32 = Load(ref c, (3 * stride) + (2 * Lanes));
        }

        for (int k = 0; k < inner; k++)
        {
            Vector512<double> b0 = Load(ref b, 0);
            Vector512<double> b1 = Load(ref b, Lanes);
            Vector512<double> b2 = Load(ref b, 2 * Lanes);
            Vector512<double> a0 = Vector512.Create(a);
            c00 = Vector512.FusedMultiplyAdd(a0, b0, c00);
            c01 = Vector512.FusedMultiplyAdd(a0, b1, c01);
            c02 = Vector512.FusedMultiplyAdd(a0, b2, c02);
            Vector512<double> a1 = Vector512.Create(Unsafe.Add(ref a, rowStep));
            c10 = Vector512.FusedMultiplyAdd(a1, b0, c10);
            c11 = Vector512.FusedMultiplyAdd(a1, b1, c11);
            c12 = Vector512.FusedMultiplyAdd(a1, b2, c12);
            Vector512<double> a2 = Vector512.Create(Unsafe.Add(ref a, 2 * rowStep));
            c20 = Vector512.FusedMultiplyAdd(a2, b0, c20);
            c21 = Vector512.FusedMultiplyAdd(a2, b1, c21);
            c22 = Vector512.FusedMultiplyAdd(a2, b2, c22);
            Vector512<double> a3 = Vector512.Create(Unsafe.Add(ref a, 3 * rowStep));
            c30 = Vector512.FusedMultiplyAdd(a3, b0, c30);
            c31 = Vector512.FusedMultiplyAdd(a3, b1, c31);
            c32 = Vector512.FusedMultiplyAdd(a3, b2, c32);
            a = ref Unsafe.Add(ref a, innerStep);
            b = ref Unsafe.Add(ref b, stride);
        }

        Store(c00, ref c, 0);
        Store(c01, ref c, Lanes);
        Store(c02, ref c, 2 * Lanes);
        Store(c10, ref c, stride);
        Store(c11, ref c, stride + Lanes);
        Store(c12, ref c, stride + (2 * Lanes));
        Store(c20, ref c, 2 * stride);
        Store(c21, ref c, (2 * stride) + Lanes);
        Store(c22, ref c, (2 * stride) + (2 * Lanes));
        Store(c30, ref c, 3 * stride);
        Store(c31, ref c, (3 * stride) + Lanes);
        Store(c32, ref c, (3 * stride) + (2 * Lanes));
    }

    private static void FourByTwo(
        ref double c,
        ref double a,
        int rowStep,
        int innerStep,
        ref double b,
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
            c00 = Load(ref c, 0);
            c01 = Load(ref c, Lanes);
            c10 = Load(ref c, stride);
            c11 = Load(ref c, stride + Lanes);
            c20 = Load(ref c, 2 * stride);
            c21 = Load(ref c, (2 * stride) + Lanes);
            c30 = Load(ref c, 3 * stride);
            c31 = Load(ref c, (3 * stride) + Lanes);
        }

        for (int k = 0; k < inner; k++)
        {
            Vector512<double> b0 = Load(ref b, 0);
            Vector512<double> b1 = Load(ref b, Lanes);
            Vector512<double> a0 = Vector512.Create(a);
            c00 = Vector512.FusedMultiplyAdd(a0, b0, c00);
            c01 = Vector512.FusedMultiplyAdd(a0, b1, c01);
            Vector512<double> a1 = Vector512.Create(Unsafe.Add(ref a, rowStep));
            c10 = Vector512.FusedMultiplyAdd(a1, b0, c10);
            c11 = Vector512.FusedMultiplyAdd(a1, b1, c11);
            Vector512<double> a2 = Vector512.Create(Unsafe.Add(ref a, 2 * rowStep));
            c20 = Vector512.FusedMultiplyAdd(a2, b0, c20);
            c21 = Vector512.FusedMultiplyAdd(a2, b1, c21);
            Vector512<double> a3 = Vector512.Create(Unsafe.Add(ref a, 3 * rowStep));
            c30 = Vector512.FusedMultiplyAdd(a3, b0, c30);
            c31 = Vector512.FusedMultiplyAdd(a3, b1, c31);
            a = ref Unsafe.Add(ref a, innerStep);
            b = ref Unsafe.Add(ref b, stride);
        }

        Store(c00, ref c, 0);
        Store(c01, ref c, Lanes);
        Store(c10, ref c, stride);
        Store(c11, ref c, stride + Lanes);
        Store(c20, ref c, 2 * stride);
        Store(c21, ref c, (2 * stride) + Lanes);
        Store(c30, ref c, 3 * stride);
        Store(c31, ref c, (3 * stride) + Lanes);
    }

    private static void FourByOne(
        ref double c,
        ref double a,
        int rowStep,
        int innerStep,
        ref double b,
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
            c00 = Load(ref c, 0);
            c10 = Load(ref c, stride);
            c20 = Load(ref c, 2 * stride);
            c30 = Load(ref c, 3 * stride);
        }

        for (int k = 0; k < inner; k++)
        {
            Vector512<double> b0 = Load(ref b, 0);
            Vector512<double> a0 = Vector512.Create(a);
            c00 = Vector512.FusedMultiplyAdd(a0, b0, c00);
            Vector512<double> a1 = Vector512.Create(Unsafe.Add(ref a, rowStep));
            c10 = Vector512.FusedMultiplyAdd(a1, b0, c10);
            Vector512<double> a2 = Vector512.Create(Unsafe.Add(ref a, 2 * rowStep));
            c20 = Vector512.FusedMultiplyAdd(a2, b0, c20);
            Vector512<double> a3 = Vector512.Create(Unsafe.Add(ref a, 3 * rowStep));
            c30 = Vector512.FusedMultiplyAdd(a3, b0, c30);
            a = ref Unsafe.Add(ref a, innerStep);
            b = ref Unsafe.Add(ref b, stride);
        }

        Store(c00, ref c, 0);
        Store(c10, ref c, stride);
        Store(c20, ref c, 2 * stride);
        Store(c30, ref c, 3 * stride);
    }

    private static Vector512<double> Load(ref double source, int offset) =>
        Vector512.LoadUnsafe(ref source, (nuint)offset);

    private static void Store(Vector512<double> value, ref double target, int offset) =>
        value.StoreUnsafe(ref target, (nuint)offset);
}
