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
    public override bool Recognises(SchemaMatch match) => match.Find("alpha") is not { IsZero: false };

    protected override NetworkGates Gates(SchemaMatch match) => new NetworkGates.None();

    protected override IEnumerable<string> Remarks(SchemaMatch match)
    {
        if (match.Find("alpha") is { } alpha)
        {
            yield return alpha.IsZero
                ? "alpha is zero everywhere, which leaves a network without memory"
                : "alpha was ignored, as a network without memory has none";
        }
    }
}
