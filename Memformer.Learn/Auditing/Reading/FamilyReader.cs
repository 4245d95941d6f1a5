using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Numerics;

namespace Memformer.Learn.Auditing.Reading;

/// <summary>Measures what of a network lies outside the family, and names what has no effect.</summary>
internal sealed class FamilyReader(NetworkReading network, FeatureReader features)
{
    /// <summary>The verdict on all layers.</summary>
    public FamilyVerdict Read() =>
        new([.. Enumerable.Range(0, network.Layers).Select(Residual)], [.. FreeParameters.Of(network, features)]);

    private LayerResidual Residual(int layer)
    {
        IReadOnlyList<HeadBlocks> heads = network.Heads(layer);
        bool last = layer == network.Layers - 1;
        double mixing = heads.Sum(head => head.BottomEnergy + (last ? 0 : head.TopEnergy));
        double projecting = heads.Sum(head =>
            (head.Corner * head.Corner) + (last ? 0 : MatrixGeometry.Energy(head.Feature))
        );
        double steering = heads.Sum(head => head.QueryEnergy);
        double attending = heads.Sum(head => MatrixGeometry.Energy(head.Preconditioner));
        return new LayerResidual(
            Share(mixing, projecting),
            Share(steering, attending),
            last ? 0 : GateSpread(layer),
            features.IsRewritten(layer) ? 0 : features.Strength(layer)
        );
    }

    private double GateSpread(int layer)
    {
        double spread = 0;
        double mean = 0;
        foreach ((GateReading gate, HeadBlocks head) in Uses(layer))
        {
            double energy = MatrixGeometry.Energy(head.Gradient);
            spread += gate.ContextSpread * gate.ContextSpread * energy;
            mean += gate.Context * gate.Context * energy;
        }

        double answers = Share(spread, mean);
        double rewriting = features.IsRewritten(layer) ? FeatureSpread(layer) : 0;
        return Math.Sqrt((answers * answers) + (rewriting * rewriting));
    }

    private double FeatureSpread(int layer)
    {
        double spread = 0;
        double mean = 0;
        foreach ((GateReading gate, HeadBlocks head) in Uses(layer))
        {
            double energy = MatrixGeometry.Energy(head.Preconditioner);
            spread += Scaled(gate.FeatureSpread, head.Feature) * energy;
            mean += Scaled(gate.FeatureContext, head.Feature) * energy;
        }

        return Share(spread, mean);
    }

    private IEnumerable<(GateReading Gate, HeadBlocks Head)> Uses(int layer) =>
        from register in Enumerable.Range(0, layer + 1)
        from head in Enumerable.Range(0, network.Weights.HeadCount)
        select (network.Gate(layer, register, head), network.Heads(register)[head]);

    private static double Scaled(IReadOnlyList<double> scales, Matrix<double> block) =>
        MatrixGeometry.Energy(Matrix<double>.Build.DenseOfDiagonalArray([.. scales]) * block);

    private static double Share(double outside, double inside) =>
        outside > 0 ? Math.Sqrt(outside / (outside + inside)) : 0;
}
