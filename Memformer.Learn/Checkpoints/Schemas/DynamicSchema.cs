using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Models;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>A running register, <c>R ← γ_l R + attention</c>, <c>Z ← Z + α_l R</c>.</summary>
internal sealed class DynamicSchema()
    : AllParameterSchema("cgd", TensorPattern.Of("alpha", "L"), TensorPattern.Of("gamma", "L"))
{
    protected override NetworkGates Gates(SchemaMatch match) =>
        new NetworkGates.Dynamic(match["alpha"].Values, match["gamma"].Values);
}

/// <summary>
/// The same with steps fixed at 1: <c>R ← γ_l R + attention</c>, <c>Z ← Z + R</c>. Older files call γ
/// <c>gamma_param</c>.
/// </summary>
internal sealed class UnitStepDynamicSchema(string gate) : AllParameterSchema("cgd-gamma", TensorPattern.Of(gate, "L"))
{
    protected override NetworkGates Gates(SchemaMatch match)
    {
        double[] gamma = match[gate].Values;
        return new NetworkGates.Dynamic([.. gamma.Select(_ => 1.0)], gamma);
    }
}

/// <summary>
/// The same with a scale for the heads' sum: <c>R ← β_l R + γ_l Σ_h attention</c>, <c>Z ← Z + α_l R</c>. The scale
/// goes into the heads' P. Where a gate has an entry for each head, every head has a running register of its own.
/// </summary>
internal sealed class MultiHeadDynamicSchema()
    : AllParameterSchema(
        "cgd-multi-head",
        TensorPattern.Of("alpha", "L | L,H"),
        TensorPattern.Of("beta", "L | L,H"),
        TensorPattern.Of("gamma", "L | L,H")
    )
{
    protected override NetworkGates Gates(SchemaMatch match)
    {
        if (!IsPerHead(match))
        {
            return new NetworkGates.Dynamic(match["alpha"].Values, match["beta"].Values);
        }

        int[] heads = Enumerable.Range(0, match.Size("H")).ToArray();
        return RunningRegisters.Of(
            match.Size("L"),
            (layer, register) => [.. heads.Select(head => (Gate)new Gate.Scalar(Product(match, layer, register, head)))]
        );
    }

    protected override double Scale(SchemaMatch match, int layer, int head) => At(match["gamma"], layer, head);

    protected override IEnumerable<string> Remarks(SchemaMatch match)
    {
        if (IsPerHead(match))
        {
            yield return "gates with an entry for each head are read as running registers of the heads' own";
        }
    }

    private static bool IsPerHead(SchemaMatch match) => match["alpha"].Shape.Count + match["beta"].Shape.Count > 2;

    private static double Product(SchemaMatch match, int layer, int register, int head) =>
        Enumerable
            .Range(register + 1, layer - register)
            .Aggregate(
                At(match["alpha"], layer, head),
                (product, between) => product * At(match["beta"], between, head)
            );

    private static double At(Tensor gate, int layer, int head) =>
        gate.Shape.Count == 1 ? gate.At(layer) : gate.At(layer, head);
}
