using MathNet.Numerics.LinearAlgebra;

namespace Memformer.Learn.Behaviour.Filters;

/// <summary>
/// Cubic B-splines with knots at quantiles of the eigenvalues: functions of h that follow any smooth filter and know of
/// no method.
/// </summary>
/// <remarks>Source: de Boor, A practical guide to splines, 1978, chapter X; the penalty is that of Eilers and Marx, 1996.</remarks>
internal sealed class SplineBasis
{
    private const int Degree = 3;
    private const int MostPieces = 20;
    private const int EigenvaluesForAPiece = 12;

    private readonly double[] _knots;

    /// <param name="eigenvalues">Those of all contexts, above 0.</param>
    public SplineBasis(IReadOnlyList<double> eigenvalues)
    {
        double[] sorted = [.. eigenvalues.Order()];
        int pieces = Math.Clamp(sorted.Length / EigenvaluesForAPiece, 1, MostPieces);
        List<double> inner = [];
        for (int i = 0; i <= pieces; i++)
        {
            double knot = sorted[(int)((sorted.Length - 1L) * i / pieces)];
            if (inner.Count == 0 || knot > inner[^1])
            {
                inner.Add(knot);
            }
        }

        if (inner.Count == 1)
        {
            inner.Add(inner[0] * 2);
        }

        _knots = [.. Enumerable.Repeat(inner[0], Degree), .. inner, .. Enumerable.Repeat(inner[^1], Degree)];
        Count = _knots.Length - Degree - 1;
    }

    /// <summary>How many splines.</summary>
    public int Count { get; }

    /// <summary>The splines at h.</summary>
    public double[] Values(double eigenvalue)
    {
        double x = Math.Clamp(eigenvalue, _knots[0], _knots[^1]);
        double[] values = new double[_knots.Length - 1];
        int piece = Count - 1;
        while (piece > Degree && x < _knots[piece])
        {
            piece--;
        }

        values[piece] = 1;
        for (int degree = 1; degree <= Degree; degree++)
        {
            for (int i = piece - degree; i <= piece; i++)
            {
                double left = _knots[i + degree] - _knots[i];
                double right = _knots[i + degree + 1] - _knots[i + 1];
                values[i] =
                    (left > 0 ? (x - _knots[i]) / left * values[i] : 0)
                    + (right > 0 ? (_knots[i + degree + 1] - x) / right * values[i + 1] : 0);
            }
        }

        return values[..Count];
    }

    /// <summary>Dᵀ D of second differences over the knots' averages, m×m: 0 for straight lines.</summary>
    public Matrix<double> Roughness()
    {
        double[] places =
        [
            .. Enumerable.Range(0, Count).Select(i => (_knots[i + 1] + _knots[i + 2] + _knots[i + 3]) / Degree),
        ];
        Matrix<double> differences = Matrix<double>.Build.Dense(Math.Max(0, Count - 2), Count);
        for (int i = 0; i + 2 < Count; i++)
        {
            double before = places[i + 1] - places[i];
            double after = places[i + 2] - places[i + 1];
            differences[i, i] = after / (before + after);
            differences[i, i + 1] = -1;
            differences[i, i + 2] = before / (before + after);
        }

        return differences.TransposeThisAndMultiply(differences);
    }
}
