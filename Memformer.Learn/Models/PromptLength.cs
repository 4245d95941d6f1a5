using Memformer.Theory;

namespace Memformer.Learn.Models;

/// <summary>A network on prompts of another length than its file records: attention takes any, and gates may not.</summary>
public static class PromptLength
{
    /// <summary>The same network for n context tokens.</summary>
    /// <param name="weights">The network.</param>
    /// <param name="context">n ≥ 1.</param>
    /// <exception cref="UsageException">A gate has an entry for each token, and they differ; the message says which.</exception>
    public static NetworkWeights Of(NetworkWeights weights, int context)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.Context is not { } own || own == context)
        {
            return weights;
        }

        Gate Resized(string name, Gate gate) =>
            gate is Gate.PerToken tokens ? Repeated(tokens.Values, weights, context, name) : gate;
        return new NetworkWeights(weights.Heads, weights.Gates.WithMasks(Resized), context);
    }

    /// <summary>The gate with as many context tokens, whose entries are all as those of the first.</summary>
    private static Gate.PerToken Repeated(double[,] values, NetworkWeights weights, int context, string name)
    {
        (int rows, int own) = (values.GetLength(0), values.GetLength(1) - 1);
        double[,] repeated = new double[rows, context + 1];
        for (int row = 0; row < rows; row++)
        {
            List<double> entries = Enumerable.Range(0, own).Select(token => values[row, token]).ToList();
            if (IsMoved(weights, row) && entries.Exists(entry => entry != entries[0]))
            {
                throw new UsageException(
                    $"context {context}: the network has an entry for each of its {own} context tokens in {name}, {entries.Min():G3} to {entries.Max():G3} in row {row}, so that it is defined for n = {own} alone"
                );
            }

            for (int token = 0; token <= context; token++)
            {
                repeated[row, token] = values[row, token < context ? 0 : own];
            }
        }

        return new Gate.PerToken(repeated);
    }

    /// <summary>Whether any layer adds something to that coordinate of the tokens; else its gates multiply zeros.</summary>
    private static bool IsMoved(NetworkWeights weights, int row) =>
        weights.Heads.Any(layer =>
            layer.Any(head => Enumerable.Range(0, head.P.GetLength(1)).Any(column => head.P[row, column] != 0))
        );
}
