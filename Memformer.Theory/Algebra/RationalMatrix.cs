namespace Memformer.Theory.Algebra;

/// <summary>A dense matrix of rational numbers.</summary>
internal sealed class RationalMatrix
{
    private readonly Rational[,] _entries;

    private RationalMatrix(Rational[,] entries) => _entries = entries;

    public int Rows => _entries.GetLength(0);

    public int Columns => _entries.GetLength(1);

    public Rational this[int row, int column] => _entries[row, column];

    public static RationalMatrix Identity(int size) => Create(size, size, (row, column) => row == column ? 1 : 0);

    public static RationalMatrix Create(int rows, int columns, Func<int, int, Rational> entry)
    {
        var entries = new Rational[rows, columns];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                entries[row, column] = entry(row, column);
            }
        }

        return new(entries);
    }

    public static RationalMatrix operator +(RationalMatrix left, RationalMatrix right) =>
        Create(left.Rows, left.Columns, (row, column) => left[row, column] + right[row, column]);

    public static RationalMatrix operator -(RationalMatrix left, RationalMatrix right) =>
        Create(left.Rows, left.Columns, (row, column) => left[row, column] - right[row, column]);

    public static RationalMatrix operator *(Rational scalar, RationalMatrix matrix) =>
        Create(matrix.Rows, matrix.Columns, (row, column) => scalar * matrix[row, column]);

    public static RationalMatrix operator *(RationalMatrix left, RationalMatrix right)
    {
        if (left.Columns != right.Rows)
        {
            throw new ArgumentException(
                $"{left.Rows}×{left.Columns} times {right.Rows}×{right.Columns}: shapes do not fit"
            );
        }

        return Create(
            left.Rows,
            right.Columns,
            (row, column) =>
            {
                var sum = Rational.Zero;
                for (var inner = 0; inner < left.Columns; inner++)
                {
                    sum += left[row, inner] * right[inner, column];
                }

                return sum;
            }
        );
    }

    public RationalMatrix Transpose() => Create(Columns, Rows, (row, column) => this[column, row]);
}
