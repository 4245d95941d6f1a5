using Memformer.Learn.Limits;
using Memformer.Learn.Problems;
using Memformer.Learn.Solvers;

namespace Memformer.Learn.Estimates;

/// <summary>The loss of one baseline over the prompts of a study, without the noise of the query's own answer.</summary>
/// <param name="Baseline">The method with its constants.</param>
/// <param name="Loss">The mean with its standard error.</param>
/// <param name="Median">The median over prompts.</param>
/// <param name="Largest">The largest over prompts.</param>
public sealed record BaselineResult(Baseline Baseline, MeanEstimate Loss, double Median, double Largest);

/// <summary>
/// Compares solvers on the same fresh prompts. A prompt's loss is its excess risk, the squared error averaged over the
/// query. Losses are heavy-tailed in the eigenvalues of H; where the optimum's mean is known exactly, the optimum's loss
/// on the same prompts is the control variate of all the others.
/// </summary>
public static class BaselineStudy
{
    /// <summary>Runs the solvers.</summary>
    /// <param name="law">The law of the prompts.</param>
    /// <param name="context">n ≥ 1.</param>
    /// <param name="layers">L ≥ 1 gradients for each.</param>
    /// <param name="baselines">The solvers.</param>
    /// <param name="prompts">How many prompts, at least 2.</param>
    /// <param name="seed">Decides the prompts.</param>
    /// <exception cref="Theory.UsageException">A size is out of range.</exception>
    public static IReadOnlyList<BaselineResult> Run(
        DataLaw law,
        int context,
        int layers,
        IReadOnlyList<Baseline> baselines,
        int prompts,
        ulong seed
    )
    {
        ArgumentNullException.ThrowIfNull(law);
        ArgumentNullException.ThrowIfNull(baselines);
        if (prompts < 2)
        {
            throw new Theory.UsageException($"{prompts} prompts give no standard error; allowed: at least 2");
        }

        double[,] covariance = law.Covariance;
        Optimum? control = Control(law, context, layers);
        double[] controls = new double[prompts];
        double[][] losses = [.. baselines.Select(_ => new double[prompts])];
        int index = 0;
        foreach (BaselinePrompt prompt in BaselinePrompt.Draw(law, context, prompts, seed))
        {
            double Loss(Baseline baseline) =>
                prompt.ExcessRisk(baseline.Solve(prompt.Hessian, prompt.Moment, layers), covariance);

            controls[index] = control is null ? 0 : Loss(control.Solver);
            for (int i = 0; i < losses.Length; i++)
            {
                losses[i][index] = Loss(baselines[i]);
            }

            index++;
        }

        return [.. baselines.Select((baseline, i) => Summary(baseline, losses[i], controls, control?.ExcessLoss))];
    }

    private static BaselineResult Summary(Baseline baseline, double[] losses, double[] controls, double? controlMean)
    {
        MeanEstimate mean = controlMean is double known
            ? MeanEstimate.Controlled(losses, controls, known)
            : MeanEstimate.Of(losses);
        double[] sorted = [.. losses.Order()];
        return new BaselineResult(baseline, mean, sorted[sorted.Length / 2], sorted[^1]);
    }

    /// <summary>The optimum, whose mean loss is exact, where it is known.</summary>
    internal static Optimum? Control(DataLaw law, int context, int layers) =>
        // Horner's rule on the coefficients of a high degree would add its own noise.
        Optimum.Of(law, context, Math.Min(layers, 8));
}
