using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Memformer.Learn.Numerics;

/// <summary>
/// The product of small matrices for eight prompts at once: every multiply-add fills a whole vector register, whatever the
/// matrices' size.
/// </summary>
/// <remarks>
/// Implementation note: tiles of up to 4×4 of the result stay in registers. The sizes of a tile are types, so that the compiler
/// makes a method of each size and removes what it does not have. Results do not depend on how a matrix is cut into tiles:
/// every entry is one sum in the order of the inner index.
/// </remarks>
internal static unsafe class LaneProduct
{
    private const int Lanes = AlignedMemory.Lanes;
    private const int Tile = 4;

    private interface ISize
    {
        static abstract int Value { get; }
    }

    private interface IEntries
    {
        static abstract bool AreShared { get; }
    }

    /// <summary>C = A B.</summary>
    /// <param name="result">C, rows×columns of eight prompts, in row-major order.</param>
    /// <param name="left">A, rows×inner.</param>
    /// <param name="right">B, inner×columns.</param>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="inner">Columns of A and rows of B.</param>
    /// <param name="columns">Columns of B and C.</param>
    public static void Set(
        Memory<double> result,
        in LaneMatrix left,
        in LaneMatrix right,
        int rows,
        int inner,
        int columns
    ) => Multiply(result, left, right, rows, inner, columns, false);

    /// <summary>C += A B.</summary>
    /// <inheritdoc cref="Set"/>
    public static void Add(
        Memory<double> result,
        in LaneMatrix left,
        in LaneMatrix right,
        int rows,
        int inner,
        int columns
    ) => Multiply(result, left, right, rows, inner, columns, true);

    private static void Multiply(
        Memory<double> result,
        in LaneMatrix left,
        in LaneMatrix right,
        int rows,
        int inner,
        int columns,
        bool accumulate
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(result.Length, rows * columns * Lanes, nameof(result));
        CheckLength(left, rows, inner);
        CheckLength(right, inner, columns);
        fixed (
            double* a = left.Values.Span,
                b = right.Values.Span,
                c = result.Span
        )
        {
            Operands operands = new(a, b, left, right, inner, columns, accumulate);
            if (left.IsShared)
            {
                Rows<Shared, Own>(operands, c, rows);
            }
            else if (right.IsShared)
            {
                Rows<Own, Shared>(operands, c, rows);
            }
            else
            {
                Rows<Own, Own>(operands, c, rows);
            }
        }
    }

    private static void CheckLength(in LaneMatrix matrix, int rows, int columns)
    {
        int last = ((rows - 1) * matrix.RowStep) + ((columns - 1) * matrix.ColumnStep);
        ArgumentOutOfRangeException.ThrowIfLessThan(
            matrix.Values.Length,
            (last + 1) * (matrix.IsShared ? 1 : Lanes),
            nameof(matrix)
        );
    }

    /// <summary>Cuts the rows into parts as even as can be: a tile of one row waits for its own sums.</summary>
    private static void Rows<TLeft, TRight>(in Operands operands, double* c, int rows)
        where TLeft : struct, IEntries
        where TRight : struct, IEntries
    {
        int parts = (rows + Tile - 1) / Tile;
        for (int row = 0; parts > 0; parts--)
        {
            int size = (rows - row + parts - 1) / parts;
            double* target = c + (row * operands.Columns * Lanes);
            switch (size)
            {
                case 1:
                    Columns<TLeft, TRight, One>(operands, target, row);
                    break;
                case 2:
                    Columns<TLeft, TRight, Two>(operands, target, row);
                    break;
                case 3:
                    Columns<TLeft, TRight, Three>(operands, target, row);
                    break;
                default:
                    Columns<TLeft, TRight, Four>(operands, target, row);
                    break;
            }

            row += size;
        }
    }

    private static void Columns<TLeft, TRight, TRows>(in Operands operands, double* c, int row)
        where TLeft : struct, IEntries
        where TRight : struct, IEntries
        where TRows : struct, ISize
    {
        int columns = operands.Columns;
        int parts = (columns + Tile - 1) / Tile;
        for (int column = 0; parts > 0; parts--)
        {
            int size = (columns - column + parts - 1) / parts;
            double* target = c + (column * Lanes);
            switch (size)
            {
                case 1:
                    Product<TLeft, TRight, TRows, One>(operands, target, row, column);
                    break;
                case 2:
                    Product<TLeft, TRight, TRows, Two>(operands, target, row, column);
                    break;
                case 3:
                    Product<TLeft, TRight, TRows, Three>(operands, target, row, column);
                    break;
                default:
                    Product<TLeft, TRight, TRows, Four>(operands, target, row, column);
                    break;
            }

            column += size;
        }
    }

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

    private readonly struct One : ISize
    {
        public static int Value => 1;
    }

    private readonly struct Two : ISize
    {
        public static int Value => 2;
    }

    private readonly struct Three : ISize
    {
        public static int Value => 3;
    }

    private readonly struct Four : ISize
    {
        public static int Value => 4;
    }

    private readonly struct Shared : IEntries
    {
        public static bool AreShared => true;
    }

    private readonly struct Own : IEntries
    {
        public static bool AreShared => false;
    }

    /// <summary>What all tiles of a product have in common; steps are in numbers.</summary>
    private readonly struct Operands(
        double* left,
        double* right,
        in LaneMatrix leftShape,
        in LaneMatrix rightShape,
        int inner,
        int columns,
        bool accumulate
    )
    {
        public readonly double* Left = left;
        public readonly double* Right = right;
        public readonly nint LeftRowStep = leftShape.RowStep * (leftShape.IsShared ? 1 : Lanes);
        public readonly nint LeftInnerStep = leftShape.ColumnStep * (leftShape.IsShared ? 1 : Lanes);
        public readonly nint RightInnerStep = rightShape.RowStep * (rightShape.IsShared ? 1 : Lanes);
        public readonly nint RightColumnStep = rightShape.ColumnStep * (rightShape.IsShared ? 1 : Lanes);
        public readonly int Inner = inner;
        public readonly int Columns = columns;
        public readonly bool Accumulate = accumulate;
    }
}
