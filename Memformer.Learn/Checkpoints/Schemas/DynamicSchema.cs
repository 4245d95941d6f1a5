using Memformer.Learn.Models;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>A running register, <c>R ← γ_l R + attention</c>, <c>Z ← Z + α_l R</c>.</summary>
internal sealed class DynamicSchema()
    : AllParameterSchema("cgd", TensorPattern.Of("alpha", "L"), TensorPattern.Of("gamma", "L"))
{
    protected override NetworkGates Gates(SchemaMatch match) =>
        new NetworkGates.Dynamic(match["alpha"].Values, match["gamma"].Values);
}

/// <summary>The same with steps fixed at 1: <c>R ← γ_l R + attention</c>, <c>Z ← Z + R</c>.</summary>
internal sealed class UnitStepDynamicSchema() : AllParameterSchema("cgd-gamma", TensorPattern.Of("gamma_param", "L"))
{
    protected override NetworkGates Gates(SchemaMatch match)
    {
        var gamma = match["gamma_param"].Values;
        return new NetworkGates.Dynamic([.. gamma.Select(_ => 1.0)], gamma);
    }
}

/// <summary>
/// The same with a scale for the heads' sum: <c>R ← β_l R + γ_l Σ_h attention</c>, <c>Z ← Z + α_l R</c>. The scale
/// goes into the heads' P.
/// </summary>
internal sealed class MultiHeadDynamicSchema()
    : AllParameterSchema(
        "cgd-multi-head",
        TensorPattern.Of("alpha", "L"),
        TensorPattern.Of("beta", "L"),
        TensorPattern.Of("gamma", "L")
    )
{
    protected override NetworkGates Gates(SchemaMatch match) =>
        new NetworkGates.Dynamic(match["alpha"].Values, match["beta"].Values);

    protected override double Scale(SchemaMatch match, int layer) => match["gamma"].Values[layer];
}
