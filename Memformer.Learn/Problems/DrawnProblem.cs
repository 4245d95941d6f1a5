using Memformer.Learn.Numerics;

namespace Memformer.Learn.Problems;

/// <summary>A problem that was drawn from a law: what a method sees, what it should have found, and the tokens of a network.</summary>
public sealed class DrawnProblem : Problem
{
    private DrawnProblem(double[,] hessian, double[] moment, double[] task, double[] query, double[,] tokens)
        : base(hessian, moment)
    {
        Task = task;
        Query = query;
        Tokens = tokens;
    }

    /// <summary>w*, d numbers.</summary>
    public double[] Task { get; }

    /// <summary>x_q, d numbers.</summary>
    public double[] Query { get; }

    /// <summary>Z_0, (d+1)×(n+1), the query's answer 0; empty unless it was asked for.</summary>
    public double[,] Tokens { get; }

    /// <summary>w*ᵀ x_q, the answer that is asked for.</summary>
    public double Truth => Dense.Inner(Task, Query);

    /// <summary>Draws problems of a law; the same arguments give the same problems.</summary>
    /// <param name="law">The law.</param>
    /// <param name="context">n ≥ 1.</param>
    /// <param name="count">How many.</param>
    /// <param name="seed">Decides the problems.</param>
    /// <param name="withTokens">Whether <see cref="Tokens"/> are kept, which take more room than all the rest.</param>
    public static IEnumerable<DrawnProblem> Draw(
        DataLaw law,
        int context,
        int count,
        ulong seed,
        bool withTokens = false
    )
    {
        ArgumentNullException.ThrowIfNull(law);
        PromptSampler sampler = new(law, context);
        RandomSource random = new(seed);
        Prompt drawn = new(law.Dimension, context);
        for (int i = 0; i < count; i++)
        {
            sampler.Draw(random, drawn);
            yield return Of(drawn, withTokens);
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

    private static DrawnProblem Of(Prompt drawn, bool withTokens)
    {
        int d = drawn.Dimension;
        int n = drawn.Context;
        double[,] hessian = new double[d, d];
        double[] moment = new double[d];
        double[] task = drawn.Task[..d].ToArray();
        double[] query = drawn.Query[..d].ToArray();
        double[,] tokens = withTokens ? new double[d + 1, n + 1] : new double[0, 0];
        for (int token = 0; token < n; token++)
        {
            ReadOnlySpan<double> x = drawn.Covariates.Slice(token * drawn.Stride, d);
            double answer = Dense.Inner(task, x) + drawn.Noise[token];
            for (int i = 0; i < d; i++)
            {
                moment[i] += x[i] * answer / n;
                for (int j = 0; j <= i; j++)
                {
                    hessian[i, j] += x[i] * x[j] / n;
                }
            }

            if (withTokens)
            {
                Place(tokens, token, x, answer);
            }
        }

        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < i; j++)
            {
                hessian[j, i] = hessian[i, j];
            }
        }

        if (withTokens)
        {
            Place(tokens, n, query, 0);
        }

        return new DrawnProblem(hessian, moment, task, query, tokens);
    }

    private static void Place(double[,] tokens, int token, ReadOnlySpan<double> covariates, double answer)
    {
        for (int i = 0; i < covariates.Length; i++)
        {
            tokens[i, token] = covariates[i];
        }

        tokens[covariates.Length, token] = answer;
    }
}
