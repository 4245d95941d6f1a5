namespace Memformer.Learn.Models;

/// <summary>
/// The weights of a trained or constructed network, as plain numbers: all that its forward pass needs
/// (<see cref="NetworkForward"/>), whatever file or module they come from. In all architectures
/// <c>Z_{l+1} = Z_l + Σ_{j≤l} Σ_h Gate(l, j, h) ⊙ R_{j,h}</c> with
/// <c>R_{j,h} = (1/n) P_{j,h} Z_j M Z_jᵀ Q_{j,h} Z_j</c>, and the prediction is <c>−[Z_L]_{d+1, n+1}</c>.
/// </summary>
public sealed partial record NetworkWeights
{
    /// <summary>Weights of L layers with the same number of heads each.</summary>
    /// <param name="heads"><c>heads[l][h]</c>; all matrices (d+1)×(d+1).</param>
    /// <param name="gates">The gates, sized for these layers and heads.</param>
    /// <param name="context">n, the number of context tokens the network was made for; null when nothing says.</param>
    /// <exception cref="ArgumentException">The shapes disagree; the message says where.</exception>
    public NetworkWeights(IReadOnlyList<IReadOnlyList<AttentionHead>> heads, NetworkGates gates, int? context)
    {
        Heads = heads;
        Gates = gates;
        Context = context;
        NetworkShapes.Check(this);
    }

    /// <summary><c>Heads[l][h]</c>.</summary>
    public IReadOnlyList<IReadOnlyList<AttentionHead>> Heads { get; }

    /// <summary>The gates.</summary>
    public NetworkGates Gates { get; }

    /// <summary>
    /// n, where the file or the gates' shapes tell it: networks without per-token gates run on prompts of any length.
    /// </summary>
    public int? Context { get; }

    /// <summary>The architecture, decided by the kind of gates.</summary>
    public NetworkArchitecture Architecture => Gates.Architecture;

    /// <summary>L ≥ 1.</summary>
    public int Layers => Heads.Count;

    /// <summary>H ≥ 1, the same in each layer.</summary>
    public int HeadCount => Heads[0].Count;

    /// <summary>d, the number of covariates.</summary>
    public int Dimension => Heads[0][0].P.GetLength(0) - 1;

    /// <summary>The gate through which layer l takes register j ≤ l of head h.</summary>
    public Gate Gate(int layer, int register, int head) => Gates.At(layer, register, head);

    /// <summary>Equal heads, gates and context.</summary>
    public bool Equals(NetworkWeights? other) =>
        other is not null
        && Context == other.Context
        && Gates.Equals(other.Gates)
        && Layers == other.Layers
        && Heads.Zip(other.Heads).All(layers => layers.First.SequenceEqual(layers.Second));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Layers, Context, Gates, Heads[0][0]);
}
