using Memformer.Theory.Networks;

namespace Memformer.Learn.Models;

/// <summary>The gates' part of a parameter vector.</summary>
/// <param name="design">The network, its layers not tied.</param>
/// <param name="layout">What lies where.</param>
/// <param name="parameters">The vector.</param>
internal sealed class TrainedGates(NetworkDesign design, ParameterLayout layout, double[] parameters) : IGateSource
{
    public int Layers => design.Layers;

    public int Heads => design.GatesPerHead ? design.Heads : 1;

    public UpdateForm Update => design.Update;

    public Gate At(GateFactor place, int head)
    {
        ReadOnlySpan<double> gate = parameters.AsSpan(layout.Place(place, head), layout.NumbersPerGate);
        return design.Gates switch
        {
            GateKind.Split => new Gate.Split(gate[0], gate[1]),
            GateKind.PerToken => new Gate.PerToken(Mask(gate)),
            _ => new Gate.Scalar(gate[0]),
        };
    }

    /// <summary>A gate's numbers as a (d+1)×(n+1) mask; where only the bottom row is gated, the others are 1 and act on zeros.</summary>
    private double[,] Mask(ReadOnlySpan<double> gate)
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
