namespace Memformer.Learn.Numerics;

/// <summary>
/// Eigenvalues and eigenvectors of small symmetric matrices by Jacobi's rotations, in memory that is used again: for a
/// decomposition per prompt. Not thread-safe.
/// </summary>
/// <remarks>Source: Golub and Van Loan, Matrix computations, 2013, section 8.5.</remarks>
/// <param name="size">Rows.</param>
internal sealed class SymmetricEigenvalues(int size)
{
    private const int MostSweeps = 30;

    /// <summary>What is left beside the diagonal, relative to its square, is rounding.</summary>
    private const double Rounding = 1e-30;

    private readonly double[] _matrix = new double[size * size];
    private readonly double[] _vectors = new double[size * size];

    /// <summary>An entry of the matrix with column ≤ row; on the diagonal the eigenvalues, once diagonalised.</summary>
    public double this[int row, int column]
    {
        get => _matrix[(row * size) + column];
        set => (_matrix[(row * size) + column], _matrix[(column * size) + row]) = (value, value);
    }

    /// <summary>The place of the largest eigenvalue.</summary>
    public int Largest
    {
        get
        {
            int largest = 0;
            for (int i = 1; i < size; i++)
            {
                largest = this[i, i] > this[largest, largest] ? i : largest;
            }

            return largest;
        }
    }

    /// <summary>An entry of an eigenvector of length 1.</summary>
    /// <param name="row">The entry.</param>
    /// <param name="place">Which eigenvector.</param>
    public double Vector(int row, int place) => _vectors[(place * size) + row];

    /// <summary>Replaces the matrix by its eigenvalues.</summary>
    public void Diagonalise()
    {
        Array.Clear(_vectors);
        for (int i = 0; i < size; i++)
        {
            _vectors[i * (size + 1)] = 1;
        }

        for (int sweep = 0; sweep < MostSweeps && !IsDiagonal(); sweep++)
        {
            for (int i = 1; i < size; i++)
            {
                for (int j = 0; j < i; j++)
                {
                    Rotate(i, j);
                }
            }
        }
    }

    private bool IsDiagonal()
    {
        double diagonal = 0;
        double beside = 0;
        for (int i = 0; i < size; i++)
        {
            diagonal += this[i, i] * this[i, i];
            for (int j = 0; j < i; j++)
            {
                beside += this[i, j] * this[i, j];
            }
        }

        // A matrix with an entry that is no number is never diagonal, and never will be.
        return beside <= Rounding * diagonal;
    }

    /// <summary>Makes entry (i, j) vanish.</summary>
    private void Rotate(int i, int j)
    {
        double beside = this[i, j];
        if (beside == 0)
        {
            return;
        }

        double half = (this[j, j] - this[i, i]) / (2 * beside);
        double tangent = 1 / (Math.Abs(half) + Math.Sqrt(1 + (half * half)));
        tangent = half < 0 ? -tangent : tangent;
        double cosine = 1 / Math.Sqrt(1 + (tangent * tangent));
        double sine = tangent * cosine;
        Span<double> first = _matrix.AsSpan(i * size, size);
        Span<double> second = _matrix.AsSpan(j * size, size);
        double own = first[i] - (tangent * beside);
        double other = second[j] + (tangent * beside);
        Combine(first, second, cosine, sine);
        Combine(_vectors.AsSpan(i * size, size), _vectors.AsSpan(j * size, size), cosine, sine);
        for (int k = 0; k < size; k++)
        {
            _matrix[(k * size) + i] = first[k];
            _matrix[(k * size) + j] = second[k];
        }

        (this[i, i], this[j, j], this[i, j]) = (own, other, 0);
    }

    private static void Combine(Span<double> first, Span<double> second, double cosine, double sine)
    {
        for (int k = 0; k < first.Length; k++)
        {
            (first[k], second[k]) = (
                (cosine * first[k]) - (sine * second[k]),
                (sine * first[k]) + (cosine * second[k])
            );
        }
    }
}
