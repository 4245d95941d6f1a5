using Memformer.Learn.Problems;

namespace Memformer.Learn.Auditing.Function;

/// <summary>One prompt that no network was fitted to, as the network sees it and as the mathematics sees it.</summary>
internal sealed class FreshPrompt
{
    /// <summary>Copies what a sampler has drawn.</summary>
    public FreshPrompt(Prompt drawn)
    {
        int d = drawn.Dimension;
        int n = drawn.Context;
        State = new double[d + 1, n + 1];
        Hessian = new double[d, d];
        Moment = new double[d];
        Query = drawn.Query[..d].ToArray();
        for (int token = 0; token < n; token++)
        {
            ReadOnlySpan<double> x = drawn.Covariates.Slice(token * drawn.Stride, d);
            double answer = Inner(drawn.Task, x) + drawn.Noise[token];
            State[d, token] = answer;
            for (int i = 0; i < d; i++)
            {
                State[i, token] = x[i];
                Moment[i] += x[i] * answer / n;
                for (int j = 0; j < d; j++)
                {
                    Hessian[i, j] += x[i] * x[j] / n;
                }
            }
        }

        for (int i = 0; i < d; i++)
        {
            State[i, n] = Query[i];
        }

        Truth = Inner(drawn.Task, Query);
    }

    /// <summary>Z_0, (d+1)×(n+1).</summary>
    public double[,] State { get; }

    /// <summary>H = X Xᵀ / n over the context, d×d.</summary>
    public double[,] Hessian { get; }

    /// <summary>X y / n, d numbers: <c>∇f(w) = H w − Moment</c>.</summary>
    public double[] Moment { get; }

    /// <summary>x_q, d numbers.</summary>
    public double[] Query { get; }

    /// <summary>w*ᵀ x_q, the answer that the network is asked for.</summary>
    public double Truth { get; }

    /// <summary>Draws prompts of a law; the same arguments give the same prompts.</summary>
    public static IEnumerable<FreshPrompt> Draw(DataLaw law, int context, int count, ulong seed)
    {
        PromptSampler sampler = new(law, context);
        RandomSource random = new(seed);
        Prompt drawn = new(law.Dimension, context);
        for (int i = 0; i < count; i++)
        {
            sampler.Draw(random, drawn);
            yield return new FreshPrompt(drawn);
        }
    }

    private static double Inner(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        double sum = 0;
        for (int i = 0; i < right.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }
}
