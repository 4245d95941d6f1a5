using Memformer.Cli.Charts;
using Memformer.Learn.Models;

namespace Memformer.Cli.Reports;

/// <summary>A network's gates as heat maps: what each layer takes of each register.</summary>
internal static class GateMaps
{
    private const int MostHeads = 4;
    private const int MostMaps = 16;

    /// <summary>The gates on the context and on the query, and where tokens have gates of their own, entry by entry.</summary>
    /// <param name="weights">The network.</param>
    /// <param name="context">n.</param>
    public static string Of(NetworkWeights weights, int context)
    {
        int heads = Math.Min(weights.HeadCount, MostHeads);
        string Title(string place, int head) => weights.HeadCount == 1 ? place : $"{place}, head {head}";
        IEnumerable<string> maps = Enumerable
            .Range(0, heads)
            .SelectMany(head =>
                new[]
                {
                    Map(Title("context", head), Triangle(weights, context, 0, head)),
                    Map(Title("query", head), Triangle(weights, context, context, head)),
                }
            );
        return Html.Paragraph(
                "Rows are layers, columns the registers they take: on the first context token and on the query. "
                    + "Blue is negative, red is positive, an empty cell is exactly 0; each map has its own scale."
            )
            + Html.Row(maps)
            + PerToken(weights.Gates)
            + (heads < weights.HeadCount ? Html.Paragraph($"Shown are the first {heads} heads.") : "");
    }

    private static double[,] Triangle(NetworkWeights weights, int context, int token, int head)
    {
        double[,] values = new double[weights.Layers, weights.Layers];
        for (int layer = 0; layer < weights.Layers; layer++)
        {
            for (int register = 0; register <= layer; register++)
            {
                values[layer, register] = weights.Gate(layer, register, head).At(weights.Dimension, token, context);
            }
        }

        return values;
    }

    private static string PerToken(NetworkGates gates)
    {
        (string Name, Gate.PerToken Gate)[] maps =
        [
            .. gates
                .Masks.Where(item => item.Gate is Gate.PerToken)
                .Select(item => (item.Name, (Gate.PerToken)item.Gate)),
        ];
        return maps.Length == 0
            ? ""
            : Html.Heading("Entry by entry")
                + Html.Row(maps.Take(MostMaps).Select(map => Map(map.Name, map.Gate.Values)));
    }

    private static string Map(string title, double[,] values) => Html.Figure(HeatMap.ToSvg(title, values), title);
}
