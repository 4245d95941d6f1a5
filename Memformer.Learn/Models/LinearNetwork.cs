using Memformer.Theory.Networks;

namespace Memformer.Learn.Models;

/// <summary>No memory: every layer takes its own register, unchanged.</summary>
internal sealed class LinearNetwork : NetworkArchitecture
{
    public static LinearNetwork Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "linear";

    /// <inheritdoc/>
    public override bool HasMemory => false;

    /// <inheritdoc/>
    public override IReadOnlyList<GateParameters> Parameters => [];

    /// <inheritdoc/>
    public override IReadOnlyList<GateFactor>? Gate(NetworkDesign design, int layer, int register) =>
        layer == register ? [] : null;

    /// <inheritdoc/>
    public override double Start(NetworkDesign design, GateParameters parameters) => 0;

    /// <inheritdoc/>
    public override NetworkGates Gates(IGateSource source) => new NetworkGates.None();

    /// <inheritdoc/>
    public override NetworkGates? From(ExactWeights exact) =>
        exact.Gates is Gates.None ? new NetworkGates.None() : null;

    /// <inheritdoc/>
    public override int Freedom(int layers) => layers;

    /// <inheritdoc/>
    public override int TiedFreedom(int layers, int block, bool hasQueryGates) => block;
}
