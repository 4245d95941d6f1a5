using Memformer.Theory.Networks;

namespace Memformer.Learn.Models;

/// <summary>A running register: <c>R_l = attention_l + γ_l R_{l−1}</c>, <c>Z_{l+1} = Z_l + α_l R_l</c>; γ_0 has no effect.</summary>
internal sealed class DynamicNetwork : NetworkArchitecture
{
    private static readonly GateParameters Alpha = new("alpha");
    private static readonly GateParameters Gamma = new("gamma");

    public static DynamicNetwork Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "dynamic";

    /// <inheritdoc/>
    public override IReadOnlyList<GateParameters> Parameters => [Alpha, Gamma];

    /// <inheritdoc/>
    public override IReadOnlyList<GateFactor>? Gate(NetworkDesign design, int layer, int register) =>
        [
            .. Enumerable.Range(register + 1, layer - register).Select(between => new GateFactor(Gamma, between)),
            new GateFactor(Alpha, layer),
        ];

    /// <inheritdoc/>
    public override double Start(NetworkDesign design, GateParameters parameters) => parameters == Alpha ? 1 : 0;

    /// <inheritdoc/>
    public override NetworkGates Gates(IGateSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new NetworkGates.Dynamic(source.OfLayers(Alpha), source.OfLayers(Gamma));
    }

    /// <inheritdoc/>
    public override NetworkGates? From(ExactWeights exact) =>
        exact.Gates is Gates.Dynamic gates
            ? new NetworkGates.Dynamic(
                [.. gates.Alpha.Select(ExactNumbers.Of)],
                [.. gates.Gamma.Select(ExactNumbers.Of)]
            )
            : null;

    /// <inheritdoc/>
    public override int Freedom(int layers) => (2 * layers) - 1;

    /// <inheritdoc/>
    public override int TiedFreedom(int layers, int block, bool hasQueryGates) => 2 * block;
}
