namespace Memformer.Learn.Models;

/// <summary>
/// The forward pass in plain managed double precision: the reference for every other implementation. A prompt is
/// Z of shape (d+1)×(n+1): columns (x_i; y_i) for the context and (x_q; 0) for the query.
/// </summary>
public static class NetworkForward
{
    /// <summary>The states Z_0 … Z_L, each (d+1)×(n+1).</summary>
    /// <param name="weights">The network.</param>
    /// <param name="prompt">Z_0; with per-token gates, n must be the network's own.</param>
    /// <exception cref="ArgumentException">The prompt's shape does not fit the network.</exception>
    public static IReadOnlyList<double[,]> States(NetworkWeights weights, double[,] prompt)
    {
        CheckPrompt(weights, prompt);
        List<double[,]> states = new List<double[,]> { prompt };
        List<double[][,]> registers = new List<double[][,]>();
        for (int layer = 0; layer < weights.Layers; layer++)
        {
            double[,] state = states[^1];
            registers.Add([.. weights.Heads[layer].Select(head => Register(head, state))]);
            double[,] next = (double[,])state.Clone();
            for (int register = 0; register <= layer; register++)
            {
                for (int head = 0; head < weights.HeadCount; head++)
                {
                    AddGated(next, weights.Gate(layer, register, head), registers[register][head]);
                }
            }

            states.Add(next);
        }

        return states;
    }

    /// <summary>The answer to the query after each number of layers, 0 … L: <c>−[Z_l]_{d+1, n+1}</c>.</summary>
    public static IReadOnlyList<double> Predictions(NetworkWeights weights, double[,] prompt) =>
        [.. States(weights, prompt).Select(state => -state[state.GetLength(0) - 1, state.GetLength(1) - 1])];

    /// <summary>The network's answer to the query.</summary>
    public static double Predict(NetworkWeights weights, double[,] prompt) => Predictions(weights, prompt)[^1];

    /// <summary><c>(1/n) P (Z M Zᵀ) Q Z</c>, (d+1)×(n+1), at a cost of O(n d²).</summary>
    public static double[,] Register(AttentionHead head, double[,] state)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(state);
        int rows = state.GetLength(0);
        int context = state.GetLength(1) - 1;
        double[,] gram = new double[rows, rows];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column <= row; column++)
            {
                double sum = 0.0;
                for (int token = 0; token < context; token++)
                {
                    sum += state[row, token] * state[column, token];
                }

                gram[row, column] = gram[column, row] = sum / context;
            }
        }

        return Product(Product(Product(head.P, gram), head.Q), state);
    }

    private static void AddGated(double[,] state, Gate gate, double[,] register)
    {
        if (gate == Gate.Closed)
        {
            return;
        }

        int context = state.GetLength(1) - 1;
        for (int row = 0; row < state.GetLength(0); row++)
        {
            for (int token = 0; token <= context; token++)
            {
                state[row, token] += gate.At(row, token, context) * register[row, token];
            }
        }
    }

    private static double[,] Product(double[,] left, double[,] right)
    {
        double[,] product = new double[left.GetLength(0), right.GetLength(1)];
        for (int row = 0; row < left.GetLength(0); row++)
        {
            for (int inner = 0; inner < left.GetLength(1); inner++)
            {
                double factor = left[row, inner];
                for (int column = 0; column < right.GetLength(1); column++)
                {
                    product[row, column] += factor * right[inner, column];
                }
            }
        }

        return product;
    }

    private static void CheckPrompt(NetworkWeights weights, double[,] prompt)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(prompt);
        if (prompt.GetLength(0) != weights.Dimension + 1 || prompt.GetLength(1) < 2)
        {
            throw new ArgumentException(
                $"the prompt is {prompt.GetLength(0)}×{prompt.GetLength(1)}, expected {weights.Dimension + 1} rows and n + 1 ≥ 2 columns"
            );
        }
    }
}
