using Memformer.Learn.Models;

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
    public override bool Recognises(SchemaMatch match) =>
        (AnswerEntry(match) != 0) == (update == UpdateForm.Accumulated);

    protected override NetworkGates Gates(SchemaMatch match)
    {
        var alpha = match["alpha"];
        var gates = Enumerable.Range(0, alpha.Shape[0]).Select(register => Transposed(alpha.Matrix(register, 0)));
        return new NetworkGates.Shared([.. gates], update);
    }

    protected override IEnumerable<string> Remarks(SchemaMatch match)
    {
        var entry = AnswerEntry(match);
        yield return entry == 0
            ? "the last alpha is 0 where the answer is read, which tells the residual update form"
            : "the last alpha is not 0 where the answer is read, which tells the accumulated update form unless alpha began at random";
        if (entry == 0 && !match["alpha"].Matrix(match.Size("L") - 1, 0).Cast<double>().All(value => value == 0))
        {
            yield return "the last alpha is not 0 elsewhere: the update form is uncertain, --schema forces it";
        }
    }

    private static double AnswerEntry(SchemaMatch match) =>
        match["alpha"].At(match.Size("L") - 1, 0, match.Size("n"), match.Size("d"));

    private static Gate.PerToken Transposed(double[,] values)
    {
        var gate = new double[values.GetLength(1), values.GetLength(0)];
        for (var row = 0; row < gate.GetLength(0); row++)
        {
            for (var token = 0; token < gate.GetLength(1); token++)
            {
                gate[row, token] = values[token, row];
            }
        }
        return new Gate.PerToken(gate);
    }
}
