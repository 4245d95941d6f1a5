using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Models;

namespace Memformer.Learn.Auditing.Reading;

/// <summary>A network's heads and gates in the family's terms, register by register.</summary>
internal sealed class NetworkReading
{
    private readonly HeadBlocks[][] _heads;
    private readonly GateReading[][][] _gates;

    /// <summary>Reads a network whose prompts have the given number of context tokens.</summary>
    public NetworkReading(NetworkWeights weights, int context)
    {
        Weights = weights;
        Context = context;
        Weight = WeightsOf(weights.Gates);
        _heads = [.. weights.Heads.Select(layer => layer.Select(head => new HeadBlocks(head)).ToArray())];
        _gates =
        [
            .. Enumerable
                .Range(0, weights.Layers)
                .Select(layer =>
                    Enumerable.Range(0, layer + 1).Select(register => Read(weights, layer, register, context)).ToArray()
                ),
        ];
    }

    /// <summary>The network.</summary>
    public NetworkWeights Weights { get; }

    /// <summary>n.</summary>
    public int Context { get; }

    /// <summary>How the gates enter the canonical form.</summary>
    public CanonicalWeights Weight { get; }

    /// <summary>How other gates of the same shape would.</summary>
    public CanonicalWeights WeightsOf(NetworkGates gates) => new(gates, Layers, Weights.HeadCount, Dimension, Context);

    /// <summary>L.</summary>
    public int Layers => Weights.Layers;

    /// <summary>d.</summary>
    public int Dimension => Weights.Dimension;

    /// <summary>The heads of one layer.</summary>
    public IReadOnlyList<HeadBlocks> Heads(int register) => _heads[register];

    /// <summary>The gate through which layer l takes register j ≤ l of a head.</summary>
    public GateReading Gate(int layer, int register, int head) => _gates[layer][register][head];

    /// <summary>
    /// What register j adds to the features in layer l is <c>−Σ_h G_h B_h H_j A_hᵀ X_j</c>: its left factors, gates included.
    /// </summary>
    public Matrix<double> Feature(int layer, int register, int head, bool onQuery)
    {
        GateReading gate = Gate(layer, register, head);
        IReadOnlyList<double> scales = onQuery ? gate.FeatureQuery : gate.FeatureContext;
        return Matrix<double>.Build.DenseOfDiagonalArray([.. scales]) * Heads(register)[head].Feature;
    }

    private static GateReading[] Read(NetworkWeights weights, int layer, int register, int context) =>
        [
            .. Enumerable
                .Range(0, weights.HeadCount)
                .Select(head => new GateReading(weights.Gate(layer, register, head), weights.Dimension, context)),
        ];
}
