using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Models;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>
/// A running register whose γ is a mask with an entry for each token and coordinate, <c>gamma</c> of shape
/// (L, 1, n+1, d+1): <c>R ← γ_l ⊙ R + attention</c>, and <c>Z ← Z + R</c>, or <c>Z ← Z + α_l R</c> where there is
/// <c>alpha</c> of shape (L).
/// </summary>
internal sealed class MomentumGateSchema()
    : AllParameterSchema(
        "momentum-gate",
        TensorPattern.Of("gamma", "L,1,n+1,d+1"),
        TensorPattern.Of("alpha", "L | L,1,n+1,d+1", required: false)
    )
{
    /// <summary>With a gate of the memory's shape beside it, <see cref="SharedGatesSchema"/> is asked.</summary>
    public override bool Recognises(SchemaMatch match) => match.Find("alpha") is null or { Shape.Count: 1 };

    protected override NetworkGates Gates(SchemaMatch match)
    {
        Tensor gamma = match["gamma"];
        int layers = gamma.Shape[0];
        TokenGates.CheckSize(match.File, (long)layers * layers, gamma);
        Tensor? alpha = match.Find("alpha") is { Shape.Count: 1 } steps ? steps : null;
        return RunningRegisters.Of(
            layers,
            (layer, register) => [TokenGates.Product(gamma, [0], register, layer, alpha?.At(layer) ?? 1)]
        );
    }

    protected override IEnumerable<string> Remarks(SchemaMatch match)
    {
        yield return "gamma is a momentum gate, R ← γ ⊙ R + attention; the first layer's meets R = 0 and has no effect";
    }

    protected override IEnumerable<UnusedTensor> Unused(SchemaMatch match) =>
        match.Find("alpha") is { Shape.Count: > 1 }
            ? [new UnusedTensor("alpha", "the schema named says that gamma is the network's gate")]
            : [];
}

/// <summary>
/// A mixture of experts: every head is an expert with a running register of its own, <c>gamma</c> of shape
/// (L, H, 1, n+1, d+1) its momentum gate, and <c>gate</c> of shape (H) its weight in the sum,
/// <c>R_h ← γ_{l,h} ⊙ R_h + attention_h</c>, <c>Z ← Z + Σ_h g_h R_h</c>.
/// </summary>
/// <param name="name">The schema's name.</param>
/// <param name="softmax">Whether the weights are the softmax of <c>gate</c>, or <c>gate</c> itself.</param>
internal sealed class ExpertsSchema(string name, bool softmax)
    : AllParameterSchema(name, TensorPattern.Of("gamma", "L,H,1,n+1,d+1"), TensorPattern.Of("gate", "H"))
{
    public override bool Recognises(SchemaMatch match) => !softmax;

    public override string? Ambiguity(SchemaMatch match) =>
        softmax || IsConvex(match["gate"].Values)
            ? null
            : "gate can be read in two ways: as the experts' weights (schema experts), or as what a softmax makes the weights of (schema experts-softmax)";

    protected override NetworkGates Gates(SchemaMatch match)
    {
        Tensor gamma = match["gamma"];
        (int layers, int heads) = (gamma.Shape[0], gamma.Shape[1]);
        TokenGates.CheckSize(match.File, (long)layers * layers, gamma);
        double[] experts = Weights(match["gate"].Values);
        return RunningRegisters.Of(
            layers,
            (layer, register) =>
                [
                    .. Enumerable
                        .Range(0, heads)
                        .Select(head => TokenGates.Product(gamma, [head, 0], register, layer, experts[head])),
                ]
        );
    }

    protected override IEnumerable<string> Remarks(SchemaMatch match)
    {
        yield return softmax
            ? "the heads are experts, weighted by the softmax of gate"
            : "the heads are experts, weighted by gate as it stands";
    }

    private double[] Weights(double[] gate)
    {
        if (!softmax)
        {
            return gate;
        }

        double[] powers = [.. gate.Select(value => Math.Exp(value - gate.Max()))];
        return [.. powers.Select(power => power / powers.Sum())];
    }

    /// <summary>Weights that are shares already, to single precision.</summary>
    private static bool IsConvex(double[] gate) =>
        gate.All(value => value >= 0) && Math.Abs(gate.Sum() - 1) < 1e-5 * gate.Length;
}
