using Memformer.Learn.Problems;

namespace Memformer.Learn.Auditing.Methods;

/// <summary>Where descents to the best letters of a method begin.</summary>
internal static class DescentStarts
{
    private const int Most = 12;
    private const int MostOfDeep = 2;

    /// <summary>Where the search for an algebraic letter begins: such letters are roots of ratios above 1.</summary>
    private const double Root = 2;

    /// <summary>The points, the typical values of the method first.</summary>
    /// <param name="model">The method.</param>
    /// <param name="observed">The coefficients of the network, the largest of which is the size of a step.</param>
    /// <param name="isDeep">Whether a descent is long and seldom goes astray, so that few must do.</param>
    public static IEnumerable<double[]> For(MethodModel model, IReadOnlyList<double> observed, bool isDeep)
    {
        double size = observed.Max(Math.Abs);
        Dictionary<string, double> typical = model.Method.Parameters.ToDictionary(
            parameter => parameter.Name,
            parameter => parameter.Typical?.ToDouble() ?? 0.5
        );
        double[] first =
        [
            .. model.Unknowns.Select(unknown =>
                MethodModel.IsSize(unknown) ? size : typical.GetValueOrDefault(unknown.Name, Root)
            ),
        ];
        yield return first;
        RandomSource random = new(0);
        int starts = isDeep ? MostOfDeep : Most;
        for (int start = 1; start < starts; start++)
        {
            yield return
            [
                .. first.Select(value => start % 2 == 0 ? random.NextUniform() : value * 2 * random.NextUniform()),
            ];
        }
    }
}
