using Memformer.Learn.Models;

namespace Memformer.Learn.Auditing.Reading;

/// <summary>
/// Gates that differ from given ones in a single number, which is doubled. The canonical form is linear in each number,
/// so the difference that a variation makes is the derivative by that number, times the number.
/// </summary>
internal static class GateVariations
{
    /// <summary>
    /// One variation for each number that has an effect. Numbers that differ between the context tokens act through
    /// their mean, so a row of n of them counts as one number with an n-th of the variance.
    /// </summary>
    public static IEnumerable<NetworkGates> Of(NetworkGates gates, int context) =>
        gates.Varied(gate => Of(gate, context));

    private static IEnumerable<Gate> Of(Gate gate, int context)
    {
        switch (gate)
        {
            case Gate.Scalar scalar:
                yield return new Gate.Scalar(2 * scalar.Value);
                break;
            case Gate.Split split:
                yield return split with
                {
                    Context = 2 * split.Context,
                };
                yield return split with
                {
                    Query = 2 * split.Query,
                };
                break;
            case Gate.PerToken tokens:
                double share = 1 / Math.Sqrt(context);
                yield return Scaled(tokens, token => token < context ? 1 + share : 1);
                yield return Scaled(tokens, token => token < context ? 1 : 2);
                break;
        }
    }

    private static Gate.PerToken Scaled(Gate.PerToken gate, Func<int, double> factor)
    {
        double[,] values = (double[,])gate.Values.Clone();
        int answer = values.GetLength(0) - 1;
        for (int token = 0; token < values.GetLength(1); token++)
        {
            values[answer, token] *= factor(token);
        }

        return new Gate.PerToken(values);
    }
}
