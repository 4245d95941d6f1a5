using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Auditing.Preconditioners;
using Memformer.Learn.Limits;
using Memformer.Learn.Numerics;
using Memformer.Learn.Problems;

namespace Memformer.Learn.Auditing.Function;

/// <summary>Infers the covariance of the prompts that a network was made for, where its file records none.</summary>
internal static class LawReader
{
    /// <summary>Scales are tried from a hundredth of a step that removes the mean eigenvalue to a thousand of them.</summary>
    private const double Lowest = -2;
    private const double Highest = 3;

    private const int PerDecade = 100;

    /// <summary>
    /// The law; null where the layers share no positive definite shape, the polynomial's degree is too high for exact means, or
    /// it reduces the error at no scale.
    /// </summary>
    /// <param name="curve">The residual polynomials on the shared preconditioner; null when none is shared.</param>
    /// <param name="shared">The preconditioner that the layers share most nearly.</param>
    /// <param name="context">n.</param>
    /// <param name="layers">L.</param>
    /// <param name="tolerance">The largest skew part, relative.</param>
    public static InferredLaw? For(
        ResidualCurve? curve,
        Preconditioner shared,
        int context,
        int layers,
        double tolerance
    )
    {
        if (curve is null || shared.Asymmetry > tolerance || !(shared.Eigenvalues[0] > 0))
        {
            return null;
        }

        int d = shared.Measured.RowCount;
        ResidualCurve onShape = curve.Scaled(MatrixGeometry.Along(shared.Direction, shared.Measured));
        DataLaw isotropic = DataLaw.Isotropic(d);
        // Where the degree is too high for a loss, none of them is below d.
        double LossAt(double scale) => onShape.Scaled(scale).MeanLoss(isotropic, context) ?? double.NaN;
        if (BestScale(onShape, LossAt) is not double scale || !(LossAt(scale) < d))
        {
            return null;
        }

        Matrix<double> covariance = scale * ((shared.Measured + shared.Measured.Transpose()) / 2).Inverse();
        return new InferredLaw(
            new DataLaw(((covariance + covariance.Transpose()) / 2).ToArray()),
            shared.Mixture,
            LossAt(scale),
            Optimum.Of(isotropic, context, layers)?.ExcessLoss
        );
    }

    /// <summary>Where a function of the scale is least; null where the polynomial does not go down from 0.</summary>
    private static double? BestScale(ResidualCurve curve, Func<double, double> loss)
    {
        double slope = curve.Coefficients.Rows.Sum(row => row.Sum());
        if (!(slope > 0))
        {
            return null;
        }

        double At(double decades) => loss(Math.Pow(10, decades) / slope);
        int count = (int)((Highest - Lowest) * PerDecade);
        double best = Enumerable.Range(0, count + 1).Select(i => Lowest + ((double)i / PerDecade)).MinBy(At);
        double low = best - (1.0 / PerDecade);
        double high = best + (1.0 / PerDecade);
        while (high - low > 1e-9)
        {
            double third = (high - low) / 3;
            (low, high) = At(low + third) < At(high - third) ? (low, high - third) : (low + third, high);
        }

        return Math.Pow(10, (low + high) / 2) / slope;
    }
}
