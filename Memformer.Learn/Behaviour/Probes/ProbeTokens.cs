using Memformer.Learn.Checkpoints.Tensors;

namespace Memformer.Learn.Behaviour.Probes;

/// <summary>The questions as the tokens that networks read.</summary>
internal static class ProbeTokens
{
    /// <summary>The array of a probe's own layout, by its name; none for <see cref="ProbeLayout.Separate"/>.</summary>
    public static IEnumerable<KeyValuePair<string, Tensor>> Of(Probe probe)
    {
        if (probe.Design.Layout == ProbeLayout.Tokens)
        {
            int length = (probe.Context + 1) * (probe.Dimension + 1);
            double[] values = Fill(probe, 0, probe.Rows.Count, length, Tokens);
            yield return KeyValuePair.Create(
                "tokens",
                Tensor.Of([probe.Rows.Count, probe.Context + 1, probe.Dimension + 1], values)
            );
        }
        else if (probe.Design.Layout == ProbeLayout.Interleaved)
        {
            int length = ((2 * probe.Context) + 1) * probe.Dimension;
            double[] values = Fill(probe, 0, probe.Rows.Count, length, Interleaved);
            yield return KeyValuePair.Create(
                "interleaved",
                Tensor.Of([probe.Rows.Count, (2 * probe.Context) + 1, probe.Dimension], values)
            );
        }
    }

    /// <summary>What one question writes, n examples and a query of d covariates each.</summary>
    public delegate void Writer(ProbePrompt prompt, double[] query, int dimension, Span<double> target);

    /// <summary>The numbers of questions first … first + count − 1.</summary>
    public static double[] Fill(Probe probe, int first, int count, int length, Writer write)
    {
        double[] values = new double[count * length];
        for (int i = 0; i < count; i++)
        {
            ProbeRow row = probe.Rows[first + i];
            write(probe.Prompts[row.Prompt], row.Query, probe.Dimension, values.AsSpan(i * length, length));
        }

        return values;
    }

    /// <summary>(n+1)×(d+1): rows (x_i, y_i) and (x_q, 0).</summary>
    public static void Tokens(ProbePrompt prompt, double[] query, int dimension, Span<double> target)
    {
        int width = dimension + 1;
        for (int i = 0; i < prompt.Answers.Length; i++)
        {
            prompt.Covariates.AsSpan(i * dimension, dimension).CopyTo(target[(i * width)..]);
            target[(i * width) + dimension] = prompt.Answers[i];
        }

        query.CopyTo(target[(prompt.Answers.Length * width)..]);
    }

    /// <summary>(2n+1)×d: x_1, (y_1, 0, …, 0), x_2, …, x_q.</summary>
    public static void Interleaved(ProbePrompt prompt, double[] query, int dimension, Span<double> target)
    {
        for (int i = 0; i < prompt.Answers.Length; i++)
        {
            prompt.Covariates.AsSpan(i * dimension, dimension).CopyTo(target[(2 * i * dimension)..]);
            target[((2 * i) + 1) * dimension] = prompt.Answers[i];
        }

        query.CopyTo(target[(2 * prompt.Answers.Length * dimension)..]);
    }

    /// <summary>(d+1)×(n+1): the tokens as columns.</summary>
    public static void Columns(ProbePrompt prompt, double[] query, int dimension, Span<double> target)
    {
        int length = prompt.Answers.Length + 1;
        for (int i = 0; i < dimension; i++)
        {
            for (int token = 0; token + 1 < length; token++)
            {
                target[(i * length) + token] = prompt.Covariates[(token * dimension) + i];
            }

            target[(i * length) + length - 1] = query[i];
        }

        prompt.Answers.CopyTo(target[(dimension * length)..]);
    }

    /// <summary>(n+1)×d: the covariates, the query last.</summary>
    public static void WithQuery(ProbePrompt prompt, double[] query, int dimension, Span<double> target)
    {
        prompt.Covariates.CopyTo(target);
        query.CopyTo(target[prompt.Covariates.Length..]);
    }

    /// <summary>n×d: the covariates.</summary>
    public static void Covariates(ProbePrompt prompt, double[] query, int dimension, Span<double> target) =>
        prompt.Covariates.CopyTo(target);

    /// <summary>The answers; zeros behind them where there is room.</summary>
    public static void Answers(ProbePrompt prompt, double[] query, int dimension, Span<double> target) =>
        prompt.Answers.CopyTo(target);

    /// <summary>The query.</summary>
    public static void Query(ProbePrompt prompt, double[] query, int dimension, Span<double> target) =>
        query.CopyTo(target);
}
