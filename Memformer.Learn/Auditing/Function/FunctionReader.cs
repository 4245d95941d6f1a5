using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Auditing.Preconditioners;
using Memformer.Learn.Auditing.Reading;
using Memformer.Learn.Estimates;
using Memformer.Learn.Limits;
using Memformer.Learn.Models;
using Memformer.Learn.Problems;

namespace Memformer.Learn.Auditing.Function;

/// <summary>Runs a network on fresh prompts, beside its reconstructions and the optimum.</summary>
internal sealed class FunctionReader(NetworkReading network, DataLaw law, int context)
{
    /// <summary>The optima of so many depths take a second; of twice as many a minute.</summary>
    private const int MostDepths = 16;

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

    /// <summary>E (wᵀx)² = tr Σ Cov(w).</summary>
    private double Zero()
    {
        Matrix<double> covariance = Matrix<double>.Build.DenseOfArray(law.Covariance);
        return (covariance * Matrix<double>.Build.DenseOfArray(law.TaskCovariance)).Trace();
    }

    /// <summary>The network's loss alone on so many prompts, with a rule whose mean is known as the control variate.</summary>
    public MeanEstimate Loss(IExactRule? control, int prompts, ulong seed)
    {
        List<double> errors = new(prompts);
        List<double> controls = new(prompts);
        foreach (FreshPrompt prompt in FreshPrompt.Draw(law, context, prompts, seed))
        {
            errors.Add(Math.Pow(NetworkForward.Predictions(network.Weights, prompt.State)[^1] - prompt.Truth, 2));
            if (control is not null)
            {
                controls.Add(Math.Pow(control.Predict(prompt) - prompt.Truth, 2));
            }
        }

        return control is null ? MeanEstimate.Of(errors) : MeanEstimate.Controlled(errors, controls, control.Loss);
    }

    /// <summary>The verdict on so many prompts.</summary>
    public FunctionVerdict Read(Subjects subjects, int prompts, ulong seed)
    {
        // The classical methods run beside the network, on the other core.
        Task<BaselineLosses> baselines = Task.Run(() =>
            BaselineReader.Read(law, context, network.Layers, prompts, seed)
        );
        Optimum? optimum = Optimum.Of(law, context, network.Layers);
        IExactRule? control = (IExactRule?)subjects.Residual ?? (optimum is null ? null : new OptimalRule(optimum));
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
            LossByDepth = tally.LossByDepth(control?.Loss),
            OptimumByDepth =
                optimum is null || network.Layers > MostDepths
                    ? []
                    : [.. Enumerable.Range(1, network.Layers).Select(l => Optimum.Of(law, context, l)!.ExcessLoss)],
            Optimum = optimum?.ExcessLoss,
            AnsweringZero = Zero(),
            Baselines = baselines.GetAwaiter().GetResult(),
        };
    }
}
