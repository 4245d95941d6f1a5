using System.Collections.Concurrent;
using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Auditing.Preconditioners;
using Memformer.Learn.Numerics;
using Memformer.Learn.Problems;
using Memformer.Learn.Spectra;

namespace Memformer.Learn.Auditing.Function;

/// <summary>
/// The method that a network's residual polynomial describes, on Σ⁻¹ exactly: what the network would be without its
/// deviations from that preconditioner. Its mean loss is known whatever the tails, because the moments of H are.
/// </summary>
internal sealed class ResidualRule : IExactRule
{
    // A time line asks for the same spectrum at every checkpoint, and exact moments of high degree take a second.
    private static readonly ConcurrentDictionary<
        (int Dimension, int Context, int Degree),
        SpectralQuadrature
    > _spectra = new();

    private readonly LearnedRule _rule;

    private ResidualRule(double loss, LearnedRule rule)
    {
        Loss = loss;
        _rule = rule;
    }

    /// <inheritdoc/>
    public double Loss { get; }

    /// <summary>
    /// The rule of a network; null when its layers do not share Σ⁻¹, the law is not one whose moments are known, or the
    /// polynomial has too high a degree.
    /// </summary>
    /// <param name="law">The law of the prompts.</param>
    /// <param name="context">n.</param>
    /// <param name="shared">The preconditioner that the layers share most nearly.</param>
    /// <param name="curve">The residual polynomials on that preconditioner; null when none is shared.</param>
    /// <param name="tolerance">How far the preconditioner may be from Σ⁻¹, relative.</param>
    public static ResidualRule? For(
        DataLaw law,
        int context,
        Preconditioner shared,
        ResidualCurve? curve,
        double tolerance
    )
    {
        if (
            curve is null
            || !law.HasNaturalTasks
            || law.Covariates != CovariateKind.Gaussian
            || shared.Distances[PreconditionerForm.InverseCovariance] > tolerance
            || curve.Degree >= SpectralQuadrature.MostNodes
        )
        {
            return null;
        }

        Matrix<double> inverse = Matrix<double>.Build.DenseOfArray(CovarianceMatrix.Inverse(law.Covariance));
        ResidualCurve onInverse = curve.Scaled(MatrixGeometry.Along(shared.Direction, inverse));
        return new ResidualRule(MeanLossOf(onInverse, law, context), onInverse.ToRule(inverse));
    }

    /// <inheritdoc/>
    public double Predict(FreshPrompt prompt) => _rule.Predict(prompt);

    /// <summary>
    /// E tr p(H)² + (σ²/n) E tr H u(H)² with u = (1 − p)/h, for curves on Σ⁻¹, without the σ² of the query's own answer.
    /// </summary>
    internal static double MeanLossOf(ResidualCurve curve, DataLaw law, int context)
    {
        double variance = law.Noise * law.Noise / context;
        double Loss(double eigenvalue)
        {
            double residual = curve.At(eigenvalue)[^1];
            double driven = eigenvalue > 0 ? (1 - residual) * (1 - residual) / eigenvalue : 0;
            return (residual * residual) + (variance * driven);
        }

        return _spectra
            .GetOrAdd(
                (law.Dimension, context, 2 * curve.Degree),
                key => SpectralQuadrature.For(key.Dimension, key.Context, key.Degree)
            )
            .Expect(Loss);
    }
}
