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

        return new NetworkWeights(heads, Gates(design, layout, parameters), design.Context);
    }

    private static double[] Matrices(NetworkDesign design, ParameterLayout layout, string name, double[] parameters)
    {
        double[] matrices = new double[design.Layers * design.Heads * design.Dimension * design.Dimension];
        ParameterSegment segment = layout[name];
        FreeEntries.Expand(design, parameters.AsSpan(segment.Offset, segment.Length), matrices);
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

    private static NetworkGates Gates(NetworkDesign design, ParameterLayout layout, double[] parameters)
    {
        double[] Segment(string name) => parameters.AsSpan(layout[name].Offset, layout[name].Length).ToArray();
        switch (design.Architecture)
        {
            case NetworkArchitecture.Dynamic:
                return new NetworkGates.Dynamic(Segment(ParameterLayout.Alpha), Segment(ParameterLayout.Gamma));
            case NetworkArchitecture.LfomShared:
                Gate[] shared = [.. Segment(ParameterLayout.Gates).Chunk(layout.NumbersPerGate).Select(Read)];
                return new NetworkGates.Shared(shared, design.Update);
            case NetworkArchitecture.Lfom:
                Gate[] gates = [.. Segment(ParameterLayout.Gates).Chunk(layout.NumbersPerGate).Select(Read)];
                int perPair = design.GatesPerHead ? design.Heads : 1;
                return new NetworkGates.Lfom([
                    .. Enumerable
                        .Range(0, design.Layers)
                        .Select(layer =>
                            (IReadOnlyList<IReadOnlyList<Gate>>)
                                [
                                    .. Enumerable
                                        .Range(layer * design.Layers, layer + 1)
                                        .Select(pair =>
                                            (IReadOnlyList<Gate>)[.. gates.Skip(pair * perPair).Take(perPair)]
                                        ),
                                ]
                        ),
                ]);
            default:
                return new NetworkGates.None();
        }

        Gate Read(double[] gate) =>
            design.Gates switch
            {
                GateKind.Split => new Gate.Split(gate[0], gate[1]),
                GateKind.PerToken => new Gate.PerToken(Mask(gate, design)),
                _ => new Gate.Scalar(gate[0]),
            };
    }

    /// <summary>A gate's numbers as a (d+1)×(n+1) mask; where only the bottom row is gated, the others are 1 and act on zeros.</summary>
    private static double[,] Mask(double[] gate, NetworkDesign design)
    {
        int tokens = design.Context + 1;
        double[,] mask = new double[design.Dimension + 1, tokens];
        for (int row = 0; row <= design.Dimension; row++)
        {
            int gated = row - (design.Dimension + 1 - design.GatedRows);
            for (int token = 0; token < tokens; token++)
            {
                mask[row, token] = gated < 0 ? 1 : gate[(gated * tokens) + token];
            }
        }

        return mask;
    }
}
