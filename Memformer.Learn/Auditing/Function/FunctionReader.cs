using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Auditing.Preconditioners;
using Memformer.Learn.Auditing.Reading;
using Memformer.Learn.Models;
using Memformer.Learn.Problems;

namespace Memformer.Learn.Auditing.Function;

/// <summary>Runs a network on fresh prompts, beside its reconstructions and the optimum.</summary>
internal sealed class FunctionReader(NetworkReading network, DataLaw law, int context)
{
    private readonly double[] _quantiles = [0, 0.01, 0.25, 0.5, 0.75, 0.99, 1];

    /// <summary>What the reader compares the network with.</summary>
    /// <param name="Verdict">The method that the verdicts describe.</param>
    /// <param name="Projection">The network's own canonical form.</param>
    /// <param name="Shared">The preconditioner that the layers share most nearly.</param>
    /// <param name="Curve">The residual polynomials; null when no preconditioner is shared.</param>
    /// <param name="Residual">The method with these polynomials on Σ⁻¹; null when that is not what is shared.</param>
    public sealed record Subjects(
        LearnedRule Verdict,
        LearnedRule Projection,
        Preconditioner Shared,
        ResidualCurve? Curve,
        ResidualRule? Residual
    );

    /// <summary>The verdict on so many prompts.</summary>
    public FunctionVerdict Read(Subjects subjects, int prompts, ulong seed)
    {
        // The classical methods run beside the network, on the other core.
        Task<BaselineLosses> baselines = Task.Run(() =>
            BaselineReader.Read(law, context, network.Layers, prompts, seed)
        );
        OptimalRule? optimum = OptimalRule.For(law, context, network.Layers);
        IExactRule? control = (IExactRule?)subjects.Residual ?? optimum;
        EigenvalueReader? eigenvalues = EigenvalueReader.For(subjects.Shared);
        Tally tally = new(prompts, network.Layers);
        foreach (FreshPrompt prompt in FreshPrompt.Draw(law, context, prompts, seed))
        {
            tally.Add(
                prompt.Truth,
                NetworkForward.Predictions(network.Weights, prompt.State),
                subjects.Verdict.Predict(prompt),
                subjects.Projection.Predict(prompt),
                control?.Predict(prompt)
            );
            eigenvalues?.Add(prompt.Hessian);
        }

        return new FunctionVerdict
        {
            Prompts = prompts,
            RelativeError = tally.VerdictError,
            ProjectionError = tally.ProjectionError,
            Loss = tally.Loss(control?.Loss),
            Median = tally.Quantile(0.5),
            Largest = tally.Quantile(1),
            WorseThanZero = tally.WorseThanZero,
            OutOfRange = subjects.Curve is ResidualCurve curve ? eigenvalues?.ShareBeyond(curve.Range) : null,
            Eigenvalues = eigenvalues is null ? [] : [.. _quantiles.Select(eigenvalues.Quantile)],
            Density = eigenvalues?.Density() ?? [],
            LossByDepth = tally.LossByDepth,
            OptimumByDepth = optimum is null ? [] : OptimalRule.LossesUpTo(law, context, network.Layers),
            Optimum = optimum?.Loss,
            Baselines = baselines.GetAwaiter().GetResult(),
        };
    }
}
