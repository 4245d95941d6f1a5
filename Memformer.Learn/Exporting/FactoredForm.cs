using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Auditing.Reading;
using Memformer.Theory.Algebra;

namespace Memformer.Learn.Exporting;

/// <summary>
/// A canonical form with one matrix per gradient: <c>C_{l,j} = c_{l,j} A_j</c>, each A_j the identity or normalised to
/// ‖A_j‖_F = √d with trace at least 0. Networks whose heads share their gates have one.
/// </summary>
/// <param name="Coefficients">c_{l,j}.</param>
/// <param name="Preconditioners">A_0 … A_{L−1}, each d×d.</param>
/// <param name="Deviation">‖C − c A‖_F / ‖C‖_F.</param>
public sealed record FactoredForm(
    Triangle<double> Coefficients,
    IReadOnlyList<Matrix<double>> Preconditioners,
    double Deviation
)
{
    /// <summary>Whether every A_j is the identity: the method has scalar coefficients.</summary>
    public bool IsScalar => Preconditioners.All(IsIdentity);

    /// <summary>The closest such form, with the best A_j of each register.</summary>
    public static FactoredForm Of(CanonicalMatrices form)
    {
        ArgumentNullException.ThrowIfNull(form);
        return Along(form, [.. Enumerable.Range(0, form.Layers).Select(register => Direction(form, register))]);
    }

    /// <summary>The closest form with scalar coefficients.</summary>
    public static FactoredForm Scalar(CanonicalMatrices form)
    {
        ArgumentNullException.ThrowIfNull(form);
        Matrix<double> identity = Matrix<double>.Build.DenseIdentity(form.Dimension);
        return Along(form, [.. Enumerable.Repeat(identity, form.Layers)]);
    }

    private static FactoredForm Along(CanonicalMatrices form, Matrix<double>[] directions)
    {
        Triangle<double> coefficients = new(
            form.Layers,
            (layer, j) => Inner(form[layer, j], directions[j]) / Inner(directions[j], directions[j])
        );
        double missed = Math.Sqrt(
            new Triangle<Matrix<double>>(
                form.Layers,
                (layer, j) => form[layer, j] - (coefficients[layer, j] * directions[j])
            ).Sum(rest => Inner(rest, rest))
        );
        return new FactoredForm(coefficients, directions, form.Norm > 0 ? missed / form.Norm : 0);
    }

    /// <summary>
    /// The matrix whose multiples come closest to all uses of a register: the first principal direction of the
    /// C_{l,j}, l ≥ j, taken as vectors.
    /// </summary>
    private static Matrix<double> Direction(CanonicalMatrices form, int register)
    {
        int d = form.Dimension;
        Matrix<double> identity = Matrix<double>.Build.DenseIdentity(d);
        Matrix<double> uses = Matrix<double>.Build.DenseOfColumnVectors(
            Enumerable
                .Range(register, form.Layers - register)
                .Select(layer => Vector<double>.Build.Dense(form[layer, register].ToColumnMajorArray()))
        );
        if (uses.FrobeniusNorm() == 0)
        {
            return identity;
        }

        // The small L×L Gram matrix has the same leading direction as the d²-dimensional vectors.
        Vector<double> weights = uses.TransposeThisAndMultiply(uses)
            .Evd(Symmetricity.Symmetric)
            .EigenVectors.Column(uses.ColumnCount - 1);
        Matrix<double> found =
            Matrix<double>.Build.DenseOfColumnMajor(d, d, (uses * weights).Normalize(2)) * Math.Sqrt(d);
        found = found.Trace() < 0 ? -found : found;
        const double rounding = 1e-12;
        return (found - identity).FrobeniusNorm() <= rounding * Math.Sqrt(d) ? identity : found;
    }

    private static bool IsIdentity(Matrix<double> matrix) =>
        matrix.Equals(Matrix<double>.Build.DenseIdentity(matrix.RowCount));

    private static double Inner(Matrix<double> left, Matrix<double> right) =>
        left.PointwiseMultiply(right).Enumerate().Sum();
}
