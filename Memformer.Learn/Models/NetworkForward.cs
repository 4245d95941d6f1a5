using System.Numerics;
using System.Runtime.InteropServices;

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
                ReadOnlySpan<double> left = Row(state, row)[..context];
                ReadOnlySpan<double> right = Row(state, column)[..context];
                double sum = 0.0;
                for (int token = 0; token < left.Length; token++)
                {
                    sum += left[token] * right[token];
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
            if (gate is Gate.Scalar { Value: var factor })
            {
                Add(Row(state, row), factor, Row(register, row));
                continue;
            }

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
                Add(Row(product, row), left[row, inner], Row(right, inner));
            }
        }

        return product;
    }

    /// <summary>target += factor · source, each entry rounded as by itself.</summary>
    private static void Add(Span<double> target, double factor, ReadOnlySpan<double> source)
    {
        int whole = source.Length - (source.Length % Vector<double>.Count);
        for (int i = 0; i < whole; i += Vector<double>.Count)
        {
            Vector<double> sum = new Vector<double>(target[i..]) + (factor * new Vector<double>(source[i..]));
            sum.CopyTo(target[i..]);
        }

        for (int i = whole; i < source.Length; i++)
        {
            target[i] += factor * source[i];
        }
    }

    private static Span<double> Row(double[,] matrix, int row) =>
        MemoryMarshal.CreateSpan(ref matrix[row, 0], matrix.GetLength(1));

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
