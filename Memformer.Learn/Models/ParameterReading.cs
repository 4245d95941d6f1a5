namespace Memformer.Learn.Models;

/// <summary>A parameter vector as the weights of a network.</summary>
public static class ParameterReading
{
    /// <summary>The weights that parameters stand for.</summary>
    /// <param name="design">The network's shape.</param>
    /// <param name="parameters">In the order of <see cref="ParameterLayout"/>.</param>
    public static NetworkWeights ToWeights(NetworkDesign design, double[] parameters)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(parameters);
        if (design.Tied)
        {
            return ToWeights(design.Untied, new TiedParameters(design).Repeat(parameters));
        }

        ParameterLayout layout = new(design);
        double[] preconditioners = Matrices(design, layout, ParameterLayout.Preconditioners, parameters);
        double[]? values = design.FreeValues ? Matrices(design, layout, ParameterLayout.Values, parameters) : null;
        AttentionHead[][] heads = new AttentionHead[design.Layers][];
        for (int layer = 0; layer < design.Layers; layer++)
        {
            heads[layer] =
            [
                .. Enumerable
                    .Range(layer * design.Heads, design.Heads)
                    .Select(block => Head(preconditioners, values, block, design.Dimension)),
            ];
        }

        return new NetworkWeights(
            heads,
            design.Architecture.Gates(new TrainedGates(design, layout, parameters)),
            design.Context
        );
    }

    private static double[] Matrices(NetworkDesign design, ParameterLayout layout, string name, double[] parameters)
    {
        double[] matrices = new double[design.Layers * design.Heads * design.Dimension * design.Dimension];
        ParameterSegment segment = layout[name];
        new FreeEntries(design).Expand(parameters.AsSpan(segment.Offset, segment.Length), matrices);
        return matrices;
    }

    private static AttentionHead Head(double[] preconditioners, double[]? values, int block, int d)
    {
        AttentionHead head = AttentionHead.Gradient(Block(preconditioners, block, d));
        if (values is null)
        {
            return head;
        }

        double[,] p = new double[d + 1, d + 1];
        p[d, d] = 1;
        double[,] value = Block(values, block, d);
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < d; j++)
            {
                p[i, j] = value[i, j];
            }
        }

        return head with
        {
            P = p,
        };
    }

    private static double[,] Block(double[] values, int block, int d)
    {
        double[,] matrix = new double[d, d];
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < d; j++)
            {
                matrix[i, j] = values[(((block * d) + i) * d) + j];
            }
        }

        return matrix;
    }
}
