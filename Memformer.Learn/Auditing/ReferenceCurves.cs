using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Auditing.Function;
using Memformer.Learn.Auditing.Methods;
using Memformer.Learn.Auditing.Preconditioners;
using Memformer.Learn.Limits;
using Memformer.Learn.Numerics;
using Memformer.Learn.Problems;

namespace Memformer.Learn.Auditing;

/// <summary>What a network's residual polynomial is drawn beside, in the eigenvalues of the same ĀH.</summary>
public static class ReferenceCurves
{
    /// <summary>
    /// The residual polynomial of the optimum at the network's depth; null where it is not known, or where the network's
    /// preconditioner is not the optimum's, so that the two have no common eigenvalues.
    /// </summary>
    /// <param name="audit">The network's.</param>
    /// <returns>p_L at an eigenvalue of ĀH, Ā being the network's preconditioner of Frobenius norm 1.</returns>
    public static Func<double, double>? OfOptimum(Audit audit)
    {
        ArgumentNullException.ThrowIfNull(audit);
        Preconditioner shared = audit.SharedPreconditioner;
        DataLaw law = audit.Options.Law;
        if (
            law.TaskScale is null
            || shared.Distances[PreconditionerForm.InverseCovariance] > audit.Options.Tolerance
            || Optimum.Of(law, audit.Context, audit.Form.Layers) is not { } optimum
        )
        {
            return null;
        }

        Matrix<double> inverse = Matrix<double>.Build.DenseOfArray(optimum.Preconditioner);
        double scale = MatrixGeometry.Along(inverse, shared.Direction);
        double[] coefficients = [.. optimum.Polynomial.Coefficients.Select(coefficient => coefficient.ToDouble())];
        return eigenvalue => MathNet.Numerics.Polynomial.Evaluate(scale * eigenvalue, coefficients);
    }

    /// <summary>
    /// The residual polynomials of a method as it was fitted to the network's coefficients; null where it has matrices of its own.
    /// </summary>
    /// <param name="audit">The network's.</param>
    /// <param name="fit">One of its methods, with L(L + 1)/2 coefficients.</param>
    public static ResidualCurve? Of(Audit audit, MethodFit fit)
    {
        ArgumentNullException.ThrowIfNull(audit);
        ArgumentNullException.ThrowIfNull(fit);
        int layers = audit.Form.Layers;
        if (fit.HasMatrices || fit.Coefficients.Count != layers * (layers + 1) / 2)
        {
            return null;
        }

        double norm = audit.SharedPreconditioner.Direction.FrobeniusNorm();
        return new ResidualCurve(
            new(layers, (layer, register) => fit.Coefficients[(layer * (layer + 1) / 2) + register] / norm),
            new double[layers]
        );
    }
}
