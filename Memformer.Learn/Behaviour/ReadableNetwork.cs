using Memformer.Learn.Behaviour.Probes;
using Memformer.Learn.Models;

namespace Memformer.Learn.Behaviour;

/// <summary>Asks a network whose weights are known: a check of what its weights say.</summary>
public static class ReadableNetwork
{
    /// <summary>The network's answers to a probe, after each layer.</summary>
    /// <param name="weights">A network of the probe's dimension.</param>
    /// <param name="probe">The questions.</param>
    public static Answers Answer(NetworkWeights weights, Probe probe)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(probe);
        double[][] answers = [.. Enumerable.Range(0, weights.Layers).Select(_ => new double[probe.Rows.Count])];
        Parallel.For(
            0,
            probe.Rows.Count,
            row =>
            {
                IReadOnlyList<double> layers = NetworkForward.Predictions(weights, Tokens(probe, probe.Rows[row]));
                for (int layer = 0; layer < answers.Length; layer++)
                {
                    answers[layer][row] = layers[layers.Count - answers.Length + layer];
                }
            }
        );
        return Answers.Of(answers);
    }

    /// <summary>The prompt (d+1)×(n+1) of a question: columns (x_i, y_i), then (x_q, 0).</summary>
    private static double[,] Tokens(Probe probe, ProbeRow row)
    {
        (int n, int d) = (probe.Context, probe.Dimension);
        ProbePrompt prompt = probe.Prompts[row.Prompt];
        double[,] tokens = new double[d + 1, n + 1];
        for (int i = 0; i < d; i++)
        {
            for (int token = 0; token < n; token++)
            {
                tokens[i, token] = prompt.Covariates[(token * d) + i];
            }

            tokens[i, n] = row.Query[i];
        }

        for (int token = 0; token < n; token++)
        {
            tokens[d, token] = prompt.Answers[token];
        }

        return tokens;
    }
}
