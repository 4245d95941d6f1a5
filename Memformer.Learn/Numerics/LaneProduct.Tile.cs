using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Memformer.Learn.Numerics;

internal static unsafe partial class LaneProduct
{
    /// <summary>One tile of C, its sums in registers; what a tile of this size does not have the compiler leaves out.</summary>
    private static void Product<TLeft, TRight, TRows, TColumns>(in Operands operands, double* c, int row, int column)
        where TLeft : struct, IEntries
        where TRight : struct, IEntries
        where TRows : struct, ISize
        where TColumns : struct, ISize
    {
        nint aRow = operands.LeftRowStep;
        nint aNext = operands.LeftInnerStep;
        nint bColumn = operands.RightColumnStep;
        nint bNext = operands.RightInnerStep;
        nint stride = operands.Columns * Lanes;
        double* a = operands.Left + (row * aRow);
        double* b = operands.Right + (column * bColumn);

        Vector512<double> c00 = Vector512<double>.Zero;
        Vector512<double> c01 = Vector512<double>.Zero;
        Vector512<double> c02 = Vector512<double>.Zero;
        Vector512<double> c03 = Vector512<double>.Zero;
        Vector512<double> c10 = Vector512<double>.Zero;
        Vector512<double> c11 = Vector512<double>.Zero;
        Vector512<double> c12 = Vector512<double>.Zero;
        Vector512<double> c13 = Vector512<double>.Zero;
        Vector512<double> c20 = Vector512<double>.Zero;
        Vector512<double> c21 = Vector512<double>.Zero;
        Vector512<double> c22 = Vector512<double>.Zero;
        Vector512<double> c23 = Vector512<double>.Zero;
        Vector512<double> c30 = Vector512<double>.Zero;
        Vector512<double> c31 = Vector512<double>.Zero;
        Vector512<double> c32 = Vector512<double>.Zero;
        Vector512<double> c33 = Vector512<double>.Zero;
        if (operands.Accumulate)
        {
            c00 = Vector512.Load(c + (0 * stride) + (0 * Lanes));
            if (TColumns.Value > 1)
            {
                c01 = Vector512.Load(c + (0 * stride) + (1 * Lanes));
            }

            if (TColumns.Value > 2)
            {
                c02 = Vector512.Load(c + (0 * stride) + (2 * Lanes));
            }

            if (TColumns.Value > 3)
            {
                c03 = Vector512.Load(c + (0 * stride) + (3 * Lanes));
            }

            if (TRows.Value > 1)
            {
                c10 = Vector512.Load(c + (1 * stride) + (0 * Lanes));
                if (TColumns.Value > 1)
                {
                    c11 = Vector512.Load(c + (1 * stride) + (1 * Lanes));
                }

                if (TColumns.Value > 2)
                {
                    c12 = Vector512.Load(c + (1 * stride) + (2 * Lanes));
                }

                if (TColumns.Value > 3)
                {
                    c13 = Vector512.Load(c + (1 * stride) + (3 * Lanes));
                }
            }

            if (TRows.Value > 2)
            {
                c20 = Vector512.Load(c + (2 * stride) + (0 * Lanes));
                if (TColumns.Value > 1)
                {
                    c21 = Vector512.Load(c + (2 * stride) + (1 * Lanes));
                }

                if (TColumns.Value > 2)
                {
                    c22 = Vector512.Load(c + (2 * stride) + (2 * Lanes));
                }

                if (TColumns.Value > 3)
                {
                    c23 = Vector512.Load(c + (2 * stride) + (3 * Lanes));
                }
            }

            if (TRows.Value > 3)
            {
                c30 = Vector512.Load(c + (3 * stride) + (0 * Lanes));
                if (TColumns.Value > 1)
                {
                    c31 = Vector512.Load(c + (3 * stride) + (1 * Lanes));
                }

                if (TColumns.Value > 2)
                {
                    c32 = Vector512.Load(c + (3 * stride) + (2 * Lanes));
                }

                if (TColumns.Value > 3)
                {
                    c33 = Vector512.Load(c + (3 * stride) + (3 * Lanes));
                }
            }
        }

        for (int k = operands.Inner; k > 0; k--)
        {
            Vector512<double> b0 = Entry<TRight>(b);
            Vector512<double> b1 = TColumns.Value > 1 ? Entry<TRight>(b + (1 * bColumn)) : default;
            Vector512<double> b2 = TColumns.Value > 2 ? Entry<TRight>(b + (2 * bColumn)) : default;
            Vector512<double> b3 = TColumns.Value > 3 ? Entry<TRight>(b + (3 * bColumn)) : default;
            Vector512<double> a0 = Entry<TLeft>(a);
            c00 = Vector512.FusedMultiplyAdd(a0, b0, c00);
            if (TColumns.Value > 1)
            {
                c01 = Vector512.FusedMultiplyAdd(a0, b1, c01);
            }

            if (TColumns.Value > 2)
            {
                c02 = Vector512.FusedMultiplyAdd(a0, b2, c02);
            }

            if (TColumns.Value > 3)
            {
                c03 = Vector512.FusedMultiplyAdd(a0, b3, c03);
            }

            if (TRows.Value > 1)
            {
                Vector512<double> a1 = Entry<TLeft>(a + (1 * aRow));
                c10 = Vector512.FusedMultiplyAdd(a1, b0, c10);
                if (TColumns.Value > 1)
                {
                    c11 = Vector512.FusedMultiplyAdd(a1, b1, c11);
                }

                if (TColumns.Value > 2)
                {
                    c12 = Vector512.FusedMultiplyAdd(a1, b2, c12);
                }

                if (TColumns.Value > 3)
                {
                    c13 = Vector512.FusedMultiplyAdd(a1, b3, c13);
                }
            }

            if (TRows.Value > 2)
            {
                Vector512<double> a2 = Entry<TLeft>(a + (2 * aRow));
                c20 = Vector512.FusedMultiplyAdd(a2, b0, c20);
                if (TColumns.Value > 1)
                {
                    c21 = Vector512.FusedMultiplyAdd(a2, b1, c21);
                }

                if (TColumns.Value > 2)
                {
                    c22 = Vector512.FusedMultiplyAdd(a2, b2, c22);
                }

                if (TColumns.Value > 3)
                {
                    c23 = Vector512.FusedMultiplyAdd(a2, b3, c23);
                }
            }

            if (TRows.Value > 3)
            {
                Vector512<double> a3 = Entry<TLeft>(a + (3 * aRow));
                c30 = Vector512.FusedMultiplyAdd(a3, b0, c30);
                if (TColumns.Value > 1)
                {
                    c31 = Vector512.FusedMultiplyAdd(a3, b1, c31);
                }

                if (TColumns.Value > 2)
                {
                    c32 = Vector512.FusedMultiplyAdd(a3, b2, c32);
                }

                if (TColumns.Value > 3)
                {
                    c33 = Vector512.FusedMultiplyAdd(a3, b3, c33);
                }
            }

            a += aNext;
            b += bNext;
        }

        c00.Store(c + (0 * stride) + (0 * Lanes));
        if (TColumns.Value > 1)
        {
            c01.Store(c + (0 * stride) + (1 * Lanes));
        }

        if (TColumns.Value > 2)
        {
            c02.Store(c + (0 * stride) + (2 * Lanes));
        }

        if (TColumns.Value > 3)
        {
            c03.Store(c + (0 * stride) + (3 * Lanes));
        }

        if (TRows.Value > 1)
        {
            c10.Store(c + (1 * stride) + (0 * Lanes));
            if (TColumns.Value > 1)
            {
                c11.Store(c + (1 * stride) + (1 * Lanes));
            }

            if (TColumns.Value > 2)
            {
                c12.Store(c + (1 * stride) + (2 * Lanes));
            }

            if (TColumns.Value > 3)
            {
                c13.Store(c + (1 * stride) + (3 * Lanes));
            }
        }

        if (TRows.Value > 2)
        {
            c20.Store(c + (2 * stride) + (0 * Lanes));
            if (TColumns.Value > 1)
            {
                c21.Store(c + (2 * stride) + (1 * Lanes));
            }

            if (TColumns.Value > 2)
            {
                c22.Store(c + (2 * stride) + (2 * Lanes));
            }

            if (TColumns.Value > 3)
            {
                c23.Store(c + (2 * stride) + (3 * Lanes));
            }
        }

        if (TRows.Value > 3)
        {
            c30.Store(c + (3 * stride) + (0 * Lanes));
            if (TColumns.Value > 1)
            {
                c31.Store(c + (3 * stride) + (1 * Lanes));
            }

            if (TColumns.Value > 2)
            {
                c32.Store(c + (3 * stride) + (2 * Lanes));
            }

            if (TColumns.Value > 3)
            {
                c33.Store(c + (3 * stride) + (3 * Lanes));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Entry<T>(double* address)
        where T : struct, IEntries => T.AreShared ? Vector512.Create(*address) : Vector512.Load(address);
}
