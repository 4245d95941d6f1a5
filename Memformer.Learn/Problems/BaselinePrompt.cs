using Memformer.Learn.Problems;

namespace Memformer.Learn.Problems;

/// <summary>What a solver sees of one prompt, and what it should have found.</summary>
/// <param name="Hessian">H = X Xᵀ/n over all context rows, d×d.</param>
/// <param name="Moment">b = X y/n, d numbers.</param>
/// <param name="Task">w*, d numbers.</param>
public sealed record BaselinePrompt(double[,] Hessian, double[] Moment, double[] Task)
{
    /// <summary>Draws prompts of a law; the same arguments give the same prompts.</summary>
    /// <param name="law">The law.</param>
    /// <param name="context">n ≥ 1.</param>
    /// <param name="count">How many.</param>
    /// <param name="seed">Decides the prompts.</param>
    public static IEnumerable<BaselinePrompt> Draw(DataLaw law, int context, int count, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(law);
        PromptSampler sampler = new(law, context);
        RandomSource random = new(seed);
        Prompt drawn = new(law.Dimension, context);
        for (int i = 0; i < count; i++)
        {
            sampler.Draw(random, drawn);
            yield return Of(drawn);
        }
    }

    /// <summary>
    /// (w − w*)ᵀ Σ (w − w*): the squared error of the answer wᵀx_q, averaged over the query and without its noise.
    /// </summary>
    /// <param name="solution">w, d numbers.</param>
    /// <param name="covariance">Σ, d×d.</param>
    public double ExcessRisk(double[] solution, double[,] covariance)
    {
        ArgumentNullException.ThrowIfNull(solution);
        ArgumentNullException.ThrowIfNull(covariance);
        double risk = 0;
        for (int i = 0; i < solution.Length; i++)
        {
            for (int j = 0; j < solution.Length; j++)
            {
                risk += (solution[i] - Task[i]) * covariance[i, j] * (solution[j] - Task[j]);
            }
        }

        return risk;
    }

    private static BaselinePrompt Of(Prompt drawn)
    {
        int d = drawn.Dimension;
        double[,] hessian = new double[d, d];
        double[] moment = new double[d];
        ReadOnlySpan<double> task = drawn.Task[..d];
        for (int token = 0; token < drawn.Context; token++)
        {
            ReadOnlySpan<double> x = drawn.Covariates.Slice(token * drawn.Stride, d);
            double answer = drawn.Noise[token];
            for (int i = 0; i < d; i++)
            {
                answer += task[i] * x[i];
            }

            for (int i = 0; i < d; i++)
            {
                moment[i] += x[i] * answer / drawn.Context;
                for (int j = 0; j <= i; j++)
                {
                    hessian[i, j] += x[i] * x[j] / drawn.Context;
                }
            }
        }

        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < i; j++)
            {
                hessian[j, i] = hessian[i, j];
            }
        }

        return new BaselinePrompt(hessian, moment, task.ToArray());
    }
}
