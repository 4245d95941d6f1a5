using Memformer.Theory.Algebra;
using Memformer.Theory.Networks;

namespace Memformer.Learn.Models;

/// <summary>All registers, each through one gate for all later layers: the parametrisation of the paper's published code.</summary>
internal sealed class SharedGatesNetwork : NetworkArchitecture
{
    private static readonly GateParameters Shared = new("shared");

    public static SharedGatesNetwork Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "lfom-shared";

    /// <inheritdoc/>
    public override bool HasTokenGates => true;

    /// <inheritdoc/>
    public override bool HasUpdateForms => true;

    /// <inheritdoc/>
    public override IReadOnlyList<GateParameters> Parameters => [Shared];

    /// <inheritdoc/>
    public override IReadOnlyList<GateFactor>? Gate(NetworkDesign design, int layer, int register)
    {
        ArgumentNullException.ThrowIfNull(design);
        return layer == register && design.Update == UpdateForm.Residual ? [] : [new GateFactor(Shared, register)];
    }

    /// <inheritdoc/>
    public override double Start(NetworkDesign design, GateParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(design);
        return design.Update == UpdateForm.Accumulated ? 1.0 / design.Layers : 0;
    }

    /// <inheritdoc/>
    public override NetworkGates Gates(IGateSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new NetworkGates.Shared(
            [.. Enumerable.Range(0, source.Layers).Select(register => source.At(new GateFactor(Shared, register)))],
            source.Update
        );
    }

    /// <inheritdoc/>
    public override NetworkGates? From(ExactWeights exact) =>
        exact.Gates is Gates.Shared gates
            ? new NetworkGates.Shared([.. gates.Values.Zip(gates.Query ?? gates.Values, Split)], gates.Update)
            : null;

    /// <inheritdoc/>
    public override int Freedom(int layers) => (2 * layers) - 1;

    /// <inheritdoc/>
    public override int TiedFreedom(int layers, int block, bool hasQueryGates) => (hasQueryGates ? 3 : 2) * block;

    private static Gate Split(RationalFunction context, RationalFunction query) =>
        context == query
            ? new Gate.Scalar(ExactNumbers.Of(context))
            : new Gate.Split(ExactNumbers.Of(context), ExactNumbers.Of(query));
}
