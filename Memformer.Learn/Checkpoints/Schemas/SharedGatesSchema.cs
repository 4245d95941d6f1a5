using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Models;
using Memformer.Theory.Networks;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>
/// All registers, with a gate per register and token, <c>alpha</c> of shape (L, 1, n+1, d+1). The file does not name
/// its update form. Under the residual form the last gate is never used and keeps the zeros it began with; so a
/// non-zero entry of the last gate where the answer is read tells the accumulated form.
/// </summary>
internal sealed class SharedGatesSchema(string name, UpdateForm update)
    : AllParameterSchema(
        name,
        TensorPattern.Of("alpha", "L,1,n+1,d+1"),
        TensorPattern.Of("gamma", "L,1,n+1,d+1", required: false)
    )
{
    /// <summary>
    /// The published memory does not use gamma; where its own gates are all zero and gamma is not, the file may as well be
    /// one of <see cref="MomentumGateSchema"/>, whose code keeps both.
    /// </summary>
    public override string? Ambiguity(SchemaMatch match) =>
        match["alpha"].IsZero && match.Find("gamma") is { IsZero: false }
            ? "alpha is 0 and gamma is not: it can be a network without memory that does not use gamma (schema plain), or one with the momentum gate gamma (schema momentum-gate)"
            : null;

    public override bool Recognises(SchemaMatch match) => AnswerEntry(match) != 0 == (update == UpdateForm.Accumulated);

    protected override NetworkGates Gates(SchemaMatch match)
    {
        Tensor alpha = match["alpha"];
        IEnumerable<Gate.PerToken> gates = Enumerable
            .Range(0, alpha.Shape[0])
            .Select(register => TokenGates.Transposed(alpha.Matrix(register, 0)));
        return new NetworkGates.Shared([.. gates], update);
    }

    protected override IEnumerable<string> Remarks(SchemaMatch match)
    {
        double entry = AnswerEntry(match);
        yield return entry == 0
            ? "the last alpha is 0 where the answer is read, which tells the residual update form"
            : "the last alpha is not 0 where the answer is read, which tells the accumulated update form unless alpha began at random";
        if (entry == 0 && !match["alpha"].Matrix(match.Size("L") - 1, 0).Cast<double>().All(value => value == 0))
        {
            yield return "the last alpha is not 0 elsewhere: the update form is uncertain, naming the schema forces it";
        }
    }

    protected override IEnumerable<UnusedTensor> Unused(SchemaMatch match) =>
        [new("gamma", "the published code of this memory does not use it")];

    private static double AnswerEntry(SchemaMatch match) =>
        match["alpha"].At(match.Size("L") - 1, 0, match.Size("n"), match.Size("d"));
}
