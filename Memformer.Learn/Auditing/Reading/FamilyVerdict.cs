namespace Memformer.Learn.Auditing.Reading;

/// <summary>
/// How far a network is from the family <c>w_{l+1} = w_l − Σ C_{l,j} ∇f(w_j)</c> (with features that a GD++ layer
/// may rewrite), and which of its numbers have no effect on its answers.
/// </summary>
/// <param name="Layers">One entry per layer.</param>
/// <param name="Free">The numbers without effect on the answer: they are named, and never compared.</param>
public sealed record FamilyVerdict(IReadOnlyList<LayerResidual> Layers, IReadOnlyList<string> Free)
{
    /// <summary>The worst layer's residual.</summary>
    public double Residual => Layers.Max(layer => layer.Total);
}

/// <summary>What of one layer lies outside the family, each part relative to what lies inside it.</summary>
/// <param name="Projection">
/// Root energy share of P's blocks that mix features and answers.
/// </param>
/// <param name="Attention">Root energy share of Q's last row and column, by which answers would steer attention.</param>
/// <param name="Gates">Relative spread of the gates over the context tokens.</param>
/// <param name="Features">Relative change of the features by a block of P too small to be called GD++.</param>
public sealed record LayerResidual(double Projection, double Attention, double Gates, double Features)
{
    /// <summary>The root of the sum of squares of the parts.</summary>
    public double Total =>
        Math.Sqrt((Projection * Projection) + (Attention * Attention) + (Gates * Gates) + (Features * Features));
}
