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
internal static unsafe partial class LaneProduct
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
