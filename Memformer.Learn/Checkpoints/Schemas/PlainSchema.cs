using Memformer.Learn.Models;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>
/// A network without memory, <c>Z ← Z + Σ_h R_h</c>. Gates of the memory's shape may lie beside it when they are zero:
/// with the residual update form they then change nothing.
/// </summary>
internal sealed class PlainSchema()
    : AllParameterSchema(
        "plain",
        TensorPattern.Of("alpha", "L,1,n+1,d+1", required: false),
        TensorPattern.Of("gamma", "L,1,n+1,d+1", required: false)
    )
{
    public override bool Recognises(SchemaMatch match) =>
        match.Find("alpha") is not { IsZero: false } && match.Find("gamma") is not { IsZero: false };

    protected override NetworkGates Gates(SchemaMatch match) => new NetworkGates.None();

    protected override IEnumerable<UnusedTensor> Unused(SchemaMatch match)
    {
        foreach (string? name in new[] { "alpha", "gamma" })
        {
            if (match.Find(name) is { } gate)
            {
                yield return new UnusedTensor(
                    name,
                    gate.IsZero
                        ? "it is zero everywhere, which leaves a network without memory"
                        : "the schema named says that the network has no memory"
                );
            }
        }
    }
}
