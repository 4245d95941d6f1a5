using Memformer.Learn.Behaviour;

namespace Memformer.Cli.Reports.Behaviour;

/// <summary>How well one method's iterates are read off hidden states: layers × steps.</summary>
/// <param name="Caption">What is read.</param>
/// <param name="Header">The columns.</param>
/// <param name="Rows">A row for each layer.</param>
/// <param name="Values">R², layers × steps.</param>
internal sealed record HiddenTable(
    string Caption,
    IReadOnlyList<string> Header,
    IReadOnlyList<IReadOnlyList<string>> Rows,
    double[,] Values
)
{
    /// <summary>A table for each method and target.</summary>
    public static IEnumerable<HiddenTable> Of(LayerAnalysis layers) =>
        layers
            .Hidden.GroupBy(reading => (reading.Method, reading.Target))
            .Select(group =>
            {
                int[] steps = [.. group.Select(reading => reading.Step).Distinct().Order()];
                int[] indices = [.. group.Select(reading => reading.Layer).Distinct().Order()];
                ILookup<(int, int), HiddenReading> readings = group.ToLookup(reading => (reading.Layer, reading.Step));
                double[,] values = new double[indices.Length, steps.Length];
                for (int i = 0; i < indices.Length; i++)
                {
                    for (int j = 0; j < steps.Length; j++)
                    {
                        values[i, j] = readings[(indices[i], steps[j])].Single().RSquared.Value;
                    }
                }

                double control = group.Max(reading => reading.Control);
                return new HiddenTable(
                    $"R² of a linear probe for {group.Key.Target} of {group.Key.Method.Replace('-', ' ')} after k steps, by layer; with shuffled contexts at most {BehaviourWording.Number(control, 2)}",
                    ["layer", .. steps.Select(step => $"k = {step}")],
                    [
                        .. indices.Select(
                            (layer, i) =>
                                (IReadOnlyList<string>)
                                    [$"{layer}", .. steps.Select((_, j) => BehaviourWording.Number(values[i, j]))]
                        ),
                    ],
                    values
                );
            });
}
