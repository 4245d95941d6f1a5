using Memformer.Learn.Models;

namespace Memformer.Learn.Auditing.Reading;

/// <summary>
/// How a network's gates enter its canonical form: <c>C_{l,j} = Σ_h weight(l, j, h) · (pA)_{j,h}</c>. The context
/// tokens carry the iterate, so rows l &lt; L−1 take the context's gates; the query adds up its own gates over all layers,
/// and the last row takes the iterate before the last layer off again.
/// </summary>
internal sealed class CanonicalWeights
{
    private readonly double[][][] _weights;

    /// <summary>The weights of gates on prompts with the given number of context tokens.</summary>
    public CanonicalWeights(NetworkGates gates, int layers, int heads, int dimension, int context)
    {
        _weights =
        [
            .. Enumerable
                .Range(0, layers)
                .Select(layer => Enumerable.Range(0, layer + 1).Select(_ => new double[heads]).ToArray()),
        ];
        for (int layer = 0; layer < layers; layer++)
        {
            for (int register = 0; register <= layer; register++)
            {
                for (int head = 0; head < heads; head++)
                {
                    Add(layer, register, head, gates.At(layer, register, head), dimension, context);
                }
            }
        }
    }

    /// <summary>The factor on a head's <c>pA</c> of register j in row l.</summary>
    public double this[int layer, int register, int head] => _weights[layer][register][head];

    private void Add(int layer, int register, int head, Gate gate, int dimension, int context)
    {
        double[][] last = _weights[^1];
        double onQuery = gate.At(dimension, context, context);
        last[register][head] += onQuery;
        if (layer < _weights.Length - 1)
        {
            double onContext = gate.OverContext(dimension, context).Mean;
            _weights[layer][register][head] += onContext;
            last[register][head] -= onContext;
        }
    }
}
