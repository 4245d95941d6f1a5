using Memformer.Theory.Networks;

namespace Memformer.Learn.Models;

/// <summary>All registers, with a gate for each layer and register.</summary>
internal sealed class LfomNetwork : NetworkArchitecture
{
    private static readonly GateParameters OfPairs = new("lfom", OfPairs: true);

    public static LfomNetwork Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "lfom";

    /// <inheritdoc/>
    public override bool HasTokenGates => true;

    /// <inheritdoc/>
    public override bool HasGatesPerHead => true;

    /// <inheritdoc/>
    public override IReadOnlyList<GateParameters> Parameters => [OfPairs];

    /// <inheritdoc/>
    public override IReadOnlyList<GateFactor>? Gate(NetworkDesign design, int layer, int register) =>
        [new GateFactor(OfPairs, layer, register)];

    /// <inheritdoc/>
    public override double Start(NetworkDesign design, GateParameters parameters) => 1;

    /// <inheritdoc/>
    public override NetworkGates Gates(IGateSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new NetworkGates.Lfom(
            new(
                source.Layers,
                (layer, register) =>
                    [
                        .. Enumerable
                            .Range(0, source.Heads)
                            .Select(head => source.At(new GateFactor(OfPairs, layer, register), head)),
                    ]
            )
        );
    }

    /// <inheritdoc/>
    public override NetworkGates? From(ExactWeights exact) =>
        exact.Gates is Gates.Lfom gates
            ? new NetworkGates.Lfom(
                gates.Values.Map<IReadOnlyList<Gate>>(heads =>
                    [.. heads.Select(value => new Gate.Scalar(ExactNumbers.Of(value)))]
                )
            )
            : null;

    /// <inheritdoc/>
    public override int Freedom(int layers) => layers * (layers + 1) / 2;

    /// <inheritdoc/>
    public override int TiedFreedom(int layers, int block, bool hasQueryGates) => Freedom(layers);
}
