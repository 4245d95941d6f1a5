using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Files;
using Memformer.Learn.Models;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>Gates with an entry for each token and coordinate, as the published code keeps them: tokens in rows, (n+1, d+1).</summary>
internal static class TokenGates
{
    /// <summary>One gate, turned to this project's order of rows and tokens.</summary>
    public static Gate.PerToken Transposed(double[,] values)
    {
        double[,] gate = new double[values.GetLength(1), values.GetLength(0)];
        for (int row = 0; row < gate.GetLength(0); row++)
        {
            for (int token = 0; token < gate.GetLength(1); token++)
            {
                gate[row, token] = values[token, row];
            }
        }

        return new Gate.PerToken(gate);
    }

    /// <summary><c>α ∏_{register &lt; m ≤ layer} γ_m</c>, entry by entry.</summary>
    /// <param name="gamma">(L, …, n+1, d+1).</param>
    /// <param name="inner">The indices between the layer and the token.</param>
    /// <param name="register">The register.</param>
    /// <param name="layer">The layer that takes it.</param>
    /// <param name="scale">α.</param>
    public static Gate Product(Tensor gamma, int[] inner, int register, int layer, double scale)
    {
        double[,] gate = new double[gamma.Shape[^1], gamma.Shape[^2]];
        for (int row = 0; row < gate.GetLength(0); row++)
        {
            for (int token = 0; token < gate.GetLength(1); token++)
            {
                gate[row, token] = scale;
            }
        }

        for (int between = register + 1; between <= layer; between++)
        {
            double[,] factor = gamma.Matrix([between, .. inner]);
            for (int row = 0; row < gate.GetLength(0); row++)
            {
                for (int token = 0; token < gate.GetLength(1); token++)
                {
                    gate[row, token] *= factor[token, row];
                }
            }
        }

        return new Gate.PerToken(gate);
    }

    /// <summary>Refuses gates whose products would be more numbers than a file may hold.</summary>
    public static void CheckSize(ModelFile file, long pairs, Tensor gamma)
    {
        long size = pairs * (gamma.Values.Length / Math.Max(1, gamma.Shape[0]));
        if (size > ReadLimits.Elements)
        {
            throw file.Invalid(
                $"gamma {gamma.ShapeText}: {size} numbers as gates of every layer and register, allowed: up to {ReadLimits.Elements}"
            );
        }
    }
}
