namespace Memformer.Theory.Algebra;

/// <summary>A matrix of blocks, each a <see cref="MatrixPolynomial"/>; immutable, with structural equality.</summary>
public sealed class BlockMatrix : IEquatable<BlockMatrix>
{
    private readonly MatrixPolynomial[,] _blocks;

    private BlockMatrix(MatrixPolynomial[,] blocks)
    {
        _blocks = blocks;
        RowDimensions = [.. Enumerable.Range(0, blocks.GetLength(0)).Select(row => blocks[row, 0].Shape.Rows)];
        ColumnDimensions = [.. Enumerable.Range(0, blocks.GetLength(1)).Select(c => blocks[0, c].Shape.Columns)];
    }

    /// <summary>The heights of the block rows.</summary>
    public IReadOnlyList<Dimension> RowDimensions { get; }

    /// <summary>The widths of the block columns.</summary>
    public IReadOnlyList<Dimension> ColumnDimensions { get; }

    /// <summary>The number of block rows.</summary>
    public int Rows => _blocks.GetLength(0);

    /// <summary>The number of block columns.</summary>
    public int Columns => _blocks.GetLength(1);

    /// <summary>Whether every block is zero.</summary>
    public bool IsZero => _blocks.Cast<MatrixPolynomial>().All(block => block.IsZero);

    /// <summary>The block in a row and a column, counted from zero.</summary>
    public MatrixPolynomial this[int row, int column] => _blocks[row, column];

    /// <summary>The matrix of these blocks, given by rows.</summary>
    /// <exception cref="ShapeException">Two blocks of one row differ in height, or two of one column in width.</exception>
    /// <exception cref="ArgumentException">There are no blocks, or the rows differ in length.</exception>
    public static BlockMatrix FromRows(IReadOnlyList<IReadOnlyList<MatrixPolynomial>> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0 || rows[0].Count == 0 || rows.Any(row => row.Count != rows[0].Count))
        {
            throw new ArgumentException(
                "A block matrix has at least one block, and rows of equal length.",
                nameof(rows)
            );
        }

        var blocks = new MatrixPolynomial[rows.Count, rows[0].Count];
        for (var row = 0; row < rows.Count; row++)
        {
            for (var column = 0; column < rows[row].Count; column++)
            {
                var block = rows[row][column];
                RequireFit(row, column, new(rows[row][0].Shape.Rows, rows[0][column].Shape.Columns), block.Shape);
                blocks[row, column] = block;
            }
        }

        return new(blocks);
    }

    /// <summary>The zero matrix with these block sizes.</summary>
    public static BlockMatrix Zero(IReadOnlyList<Dimension> rows, IReadOnlyList<Dimension> columns) =>
        Build(rows.Count, columns.Count, (row, column) => MatrixPolynomial.Zero(new(rows[row], columns[column])));

    /// <summary>The sum.</summary>
    /// <exception cref="ShapeException">Two blocks differ in shape.</exception>
    public static BlockMatrix operator +(BlockMatrix left, BlockMatrix right)
    {
        RequireSameGrid(left, right);
        return Build(left.Rows, left.Columns, (row, column) => left[row, column] + right[row, column]);
    }

    /// <summary>The difference.</summary>
    /// <exception cref="ShapeException">Two blocks differ in shape.</exception>
    public static BlockMatrix operator -(BlockMatrix left, BlockMatrix right)
    {
        RequireSameGrid(left, right);
        return Build(left.Rows, left.Columns, (row, column) => left[row, column] - right[row, column]);
    }

    /// <summary>The matrix times a scalar.</summary>
    public static BlockMatrix operator *(RationalFunction scalar, BlockMatrix matrix) =>
        matrix.Map(block => scalar * block);

    /// <summary>The product.</summary>
    /// <exception cref="ShapeException">The block sizes do not fit.</exception>
    public static BlockMatrix operator *(BlockMatrix left, BlockMatrix right)
    {
        if (left.Columns != right.Rows)
        {
            throw new ShapeException("Product", GridShape(left), GridShape(right));
        }

        return Build(
            left.Rows,
            right.Columns,
            (row, column) =>
                Enumerable
                    .Range(0, left.Columns)
                    .Select(inner => left[row, inner] * right[inner, column])
                    .Aggregate((sum, product) => sum + product)
        );
    }

    /// <summary>The transposed matrix.</summary>
    public BlockMatrix Transpose() => Build(Columns, Rows, (row, column) => this[column, row].Transpose());

    /// <summary>The matrix with every block multiplied by its own scalar: the Hadamard product with a block-constant gate.</summary>
    /// <param name="gates">One scalar for each block, by rows.</param>
    /// <exception cref="ArgumentException">There are not as many scalars as blocks.</exception>
    public BlockMatrix Hadamard(RationalFunction[,] gates)
    {
        ArgumentNullException.ThrowIfNull(gates);
        if (gates.GetLength(0) != Rows || gates.GetLength(1) != Columns)
        {
            throw new ArgumentException(
                $"The gates are {gates.GetLength(0)}×{gates.GetLength(1)}, the blocks {Rows}×{Columns}.",
                nameof(gates)
            );
        }

        return Build(Rows, Columns, (row, column) => gates[row, column] * this[row, column]);
    }

    /// <summary>The matrix with a function applied to every block; it must keep the shape, or change all alike.</summary>
    public BlockMatrix Map(Func<MatrixPolynomial, MatrixPolynomial> function) =>
        Build(Rows, Columns, (row, column) => function(this[row, column]));

    /// <inheritdoc/>
    public bool Equals(BlockMatrix? other) =>
        other is not null
        && Rows == other.Rows
        && Columns == other.Columns
        && _blocks.Cast<MatrixPolynomial>().SequenceEqual(other._blocks.Cast<MatrixPolynomial>());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as BlockMatrix);

    /// <inheritdoc/>
    public override int GetHashCode() => _blocks.Cast<MatrixPolynomial>().Aggregate(Rows, HashCode.Combine);

    /// <summary>The rows of blocks, as <c>[A, B; C, D]</c>.</summary>
    public override string ToString()
    {
        var rows = Enumerable
            .Range(0, Rows)
            .Select(row => string.Join(", ", Enumerable.Range(0, Columns).Select(column => this[row, column])));
        return $"[{string.Join("; ", rows)}]";
    }

    private static BlockMatrix Build(int rows, int columns, Func<int, int, MatrixPolynomial> block) =>
        FromRows([
            .. Enumerable.Range(0, rows).Select(r => Enumerable.Range(0, columns).Select(c => block(r, c)).ToArray()),
        ]);

    private static Shape GridShape(BlockMatrix matrix) =>
        new(new(string.Join('|', matrix.RowDimensions)), new(string.Join('|', matrix.ColumnDimensions)));

    private static void RequireSameGrid(BlockMatrix left, BlockMatrix right)
    {
        if (left.Rows != right.Rows || left.Columns != right.Columns)
        {
            throw new ShapeException("Sum", GridShape(left), GridShape(right));
        }
    }

    private static void RequireFit(int row, int column, Shape expected, Shape actual)
    {
        if (expected != actual)
        {
            throw new ShapeException($"Block ({row}, {column})", expected, actual);
        }
    }
}
