using System.Numerics;

namespace Memformer.Theory.Algebra;

/// <summary>Solves integer linear systems without fractions on the way (Bareiss, Math. Comp. 22, 1968).</summary>
internal static class FractionFreeSolver
{
    /// <summary>The solution of A x = b.</summary>
    /// <param name="matrix">A, m×m and positive definite, so that no leading minor vanishes.</param>
    /// <param name="right">b, m numbers.</param>
    public static Rational[] Solve(BigInteger[,] matrix, BigInteger[] right)
    {
        var size = right.Length;
        var work = new BigInteger[size, size + 1];
        for (var i = 0; i < size; i++)
        {
            work[i, size] = right[i];
            for (var j = 0; j < size; j++)
            {
                work[i, j] = matrix[i, j];
            }
        }

        var previous = BigInteger.One;
        for (var pivot = 0; pivot < size - 1; pivot++)
        {
            for (var i = pivot + 1; i < size; i++)
            {
                for (var j = pivot + 1; j <= size; j++)
                {
                    work[i, j] = (work[i, j] * work[pivot, pivot] - work[i, pivot] * work[pivot, j]) / previous;
                }

                work[i, pivot] = BigInteger.Zero;
            }

            previous = work[pivot, pivot];
        }

        return Substitute(work, size);
    }

    /// <summary>The solution of a rational system, each row cleared of its denominators first.</summary>
    /// <inheritdoc cref="Solve(BigInteger[,], BigInteger[])"/>
    public static Rational[] Solve(Rational[,] matrix, Rational[] right)
    {
        var size = right.Length;
        var cleared = new BigInteger[size, size];
        var clearedRight = new BigInteger[size];
        for (var i = 0; i < size; i++)
        {
            var common = Rational.CommonDenominator([right[i], .. Enumerable.Range(0, size).Select(j => matrix[i, j])]);
            clearedRight[i] = (right[i] * common).Numerator;
            for (var j = 0; j < size; j++)
            {
                cleared[i, j] = (matrix[i, j] * common).Numerator;
            }
        }

        return Solve(cleared, clearedRight);
    }

    /// <summary>
    /// By Cramer's rule the determinant, the last pivot, times the solution is integer: all divisions below are exact, and the
    /// fractions are reduced once.
    /// </summary>
    private static Rational[] Substitute(BigInteger[,] triangle, int size)
    {
        var determinant = triangle[size - 1, size - 1];
        var scaled = new BigInteger[size];
        for (var i = size - 1; i >= 0; i--)
        {
            var sum = determinant * triangle[i, size];
            for (var j = i + 1; j < size; j++)
            {
                sum -= scaled[j] * triangle[i, j];
            }

            scaled[i] = sum / triangle[i, i];
        }

        return [.. scaled.Select(value => new Rational(value, determinant))];
    }
}
