using MathNet.Numerics.LinearAlgebra;

namespace Memformer.Learn.Exporting;

/// <summary>What the exports to programming languages share.</summary>
internal static class SourceText
{
    /// <summary>The relative deviation up to which a form counts as factored: rounding alone.</summary>
    public const double Rounding = 1e-13;

    public static bool IsIdentity(Matrix<double> matrix) =>
        matrix.Equals(Matrix<double>.Build.DenseIdentity(matrix.RowCount));

    /// <summary>The entries (l, j), j ≤ l, as a list of lists, one row a line.</summary>
    public static string Triangle(int layers, Func<int, int, string> entry, char open, char close) =>
        $"{open}\n"
        + string.Concat(
            Enumerable
                .Range(0, layers)
                .Select(l =>
                    $"    {open}{string.Join(", ", Enumerable.Range(0, l + 1).Select(j => entry(l, j)))}{close},\n"
                )
        )
        + close;
}
