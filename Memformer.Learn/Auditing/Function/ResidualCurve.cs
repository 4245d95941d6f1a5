using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Auditing.Preconditioners;
using Memformer.Learn.Auditing.Reading;
using Memformer.Learn.Limits;
using Memformer.Learn.Numerics;
using Memformer.Learn.Problems;
using Memformer.Learn.Solvers;
using Memformer.Theory.Algebra;

namespace Memformer.Learn.Auditing.Function;

/// <summary>
/// The residual polynomials of a network whose layers share a preconditioner: the error after l layers is
/// <c>p_l(ĀH) (w_0 − w*)</c>, with <c>p_0 = 1</c> and <c>p_{l+1} = p_l − Σ_j c_{l,j} q_j² h p_j</c>, where
/// <c>q_{l+1} = q_l (1 − γ_l q_l² h)</c> is what GD++ layers make of the features.
/// </summary>
public sealed class ResidualCurve
{
    private const int Cells = 4000;
    private readonly double[] _whitening;
    private readonly Lazy<(double Range, double Peak)> _range;

    /// <summary>A curve from coefficients and whitenings.</summary>
    /// <param name="coefficients">c_{l,j}.</param>
    /// <param name="whitening">γ_l, 0 for layers that leave the features alone.</param>
    public ResidualCurve(Triangle<double> coefficients, IReadOnlyList<double> whitening)
    {
        Coefficients = coefficients;
        _whitening = [.. whitening];
        _range = new(FindRange);
    }

    /// <summary>c_{l,j}, on the shared preconditioner.</summary>
    internal Triangle<double> Coefficients { get; }

    /// <summary>Whether layers rewrite the features.</summary>
    internal bool HasWhitening => _whitening.Any(whitening => whitening != 0);

    /// <summary>L.</summary>
    public int Layers => Coefficients.Size;

    /// <summary>Up to which eigenvalue, from 0, the last polynomial stays within ±1: a prompt beyond it gets worse.</summary>
    public double Range => _range.Value.Range;

    /// <summary>The eigenvalue where the first layers' step alone would stop helping; a scale for drawing.</summary>
    public double Peak => _range.Value.Peak;

    /// <summary>The degree of p_L: L where the features are left alone, up to (3ᴸ − 1)/2 where they are not.</summary>
    public int Degree
    {
        get
        {
            int[] residual = new int[Layers + 1];
            int[] feature = new int[Layers + 1];
            for (int layer = 0; layer < Layers; layer++)
            {
                int step = Enumerable.Range(0, layer + 1).Max(j => (2 * feature[j]) + 1 + residual[j]);
                residual[layer + 1] = Math.Max(residual[layer], step);
                feature[layer + 1] = _whitening[layer] == 0 ? feature[layer] : (3 * feature[layer]) + 1;
            }

            return residual[Layers];
        }
    }

    /// <summary>The same polynomials in an eigenvalue that is 1/factor times as large.</summary>
    internal ResidualCurve Scaled(double factor) =>
        new(Coefficients.Map(entry => factor * entry), [.. _whitening.Select(entry => factor * entry)]);

    /// <summary>The method with these polynomials on a given preconditioner.</summary>
    /// <param name="preconditioner">Ā, d×d.</param>
    internal LearnedSolver ToSolver(Matrix<double> preconditioner)
    {
        double[,] transposed = preconditioner.Transpose().ToArray();
        IReadOnlyList<LearnedSolver.FeatureUpdate> Update(int layer)
        {
            double[,] block = Matrix<double>.Build.DenseDiagonal(preconditioner.RowCount, _whitening[layer]).ToArray();
            return _whitening[layer] == 0 ? [] : [new LearnedSolver.FeatureUpdate(layer, block, block, transposed)];
        }

        return new LearnedSolver(
            new CanonicalMatrices(Coefficients.Map(entry => entry * preconditioner)),
            [.. Enumerable.Range(0, Layers).Select(Update)]
        );
    }

    /// <summary>
    /// The method with these polynomials on Σ⁻¹ exactly: what a network would be without its deviations from that preconditioner.
    /// Null when its layers do not share Σ⁻¹, or the mean loss on the law is not known.
    /// </summary>
    /// <param name="law">The law of the prompts.</param>
    /// <param name="context">n.</param>
    /// <param name="shared">The preconditioner that the layers share most nearly, whose polynomials these are.</param>
    /// <param name="tolerance">How far the preconditioner may be from Σ⁻¹, relative.</param>
    internal Control? OnInverseCovariance(DataLaw law, int context, Preconditioner shared, double tolerance)
    {
        Matrix<double> inverse = Matrix<double>.Build.DenseOfArray(CovarianceMatrix.Inverse(law.Covariance));
        ResidualCurve onInverse = Scaled(MatrixGeometry.Along(shared.Direction, inverse));
        return
            shared.Distances[PreconditionerForm.InverseCovariance] <= tolerance
            && onInverse.MeanLoss(law, context) is double loss
            ? new Control(onInverse.ToSolver(inverse), loss)
            : null;
    }

    /// <summary>The exact mean loss on Σ⁻¹, without the σ² of the query's own answer; null where it is not known.</summary>
    internal double? MeanLoss(DataLaw law, int context) => ResidualLoss.Of(law, context, Degree, h => At(h)[^1]);

    /// <summary>p_0(h) … p_L(h) at an eigenvalue of ĀH.</summary>
    public double[] At(double eigenvalue)
    {
        double[] residuals = new double[Layers + 1];
        double[] features = new double[Layers + 1];
        (residuals[0], features[0]) = (1, 1);
        for (int layer = 0; layer < Layers; layer++)
        {
            double sum = residuals[layer];
            for (int register = 0; register <= layer; register++)
            {
                double square = features[register] * features[register];
                sum -= Coefficients[layer, register] * square * eigenvalue * residuals[register];
            }

            residuals[layer + 1] = sum;
            double feature = features[layer];
            features[layer + 1] = feature * (1 - (_whitening[layer] * feature * feature * eigenvalue));
        }

        return residuals;
    }

    private (double Range, double Peak) FindRange()
    {
        // The polynomial's roots are at most of the order of the reciprocal of its smallest own step.
        double least = Coefficients
            .Rows.Select(row => Math.Abs(row[^1]))
            .Where(step => step > 0)
            .DefaultIfEmpty(1)
            .Min();
        double most = 8 / least;
        double previous = 0;
        for (int cell = 1; cell <= Cells; cell++)
        {
            double eigenvalue = most * cell / Cells;
            if (!(Math.Abs(At(eigenvalue)[^1]) <= 1))
            {
                return (Bisect(previous, eigenvalue), 2 / least);
            }

            previous = eigenvalue;
        }

        return (most, 2 / least);
    }

    private double Bisect(double inside, double outside)
    {
        for (int step = 0; step < 50; step++)
        {
            double middle = (inside + outside) / 2;
            if (Math.Abs(At(middle)[^1]) <= 1)
            {
                inside = middle;
            }
            else
            {
                outside = middle;
            }
        }

        return inside;
    }
}
