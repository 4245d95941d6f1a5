using Memformer.Cli.Charts;
using Memformer.Learn.Auditing;
using Memformer.Learn.Auditing.Preconditioners;
using Memformer.Learn.Auditing.Steps;
using Memformer.Learn.Models;
using Memformer.Theory.Typesetting;

namespace Memformer.Cli.Reports.Auditing;

/// <summary>The heat maps of an audit.</summary>
internal static class AuditMaps
{
    private const int MostHeads = 8;
    private const int MostLayers = 12;

    /// <summary>P and Q of every layer and head, each scaled by its largest entry.</summary>
    public static string Weights(NetworkWeights weights)
    {
        int layers = Math.Min(weights.Layers, MostLayers);
        int heads = Math.Min(weights.HeadCount, MostHeads);
        IEnumerable<string> maps =
            from layer in Enumerable.Range(0, layers)
            from head in Enumerable.Range(0, heads)
            from map in new[]
            {
                Map(Label("P", layer, head, weights), weights.Heads[layer][head].P),
                Map(Label("Q", layer, head, weights), weights.Heads[layer][head].Q),
            }
            select map;
        bool isCut = layers < weights.Layers || heads < weights.HeadCount;
        return Html.Paragraph(
                "Blue is negative, red is positive; each map has its own scale. The last row and column belong to the answers."
            )
            + Html.Row(maps)
            + (isCut ? Html.Paragraph($"Shown are the first {layers} layers and {heads} heads.") : "");
    }

    /// <summary>The blocks C_{l,j}, and the preconditioners.</summary>
    public static string Canonical(Audit audit)
    {
        int layers = Math.Min(audit.Form.Layers, MostLayers);
        double scale = Enumerable
            .Range(0, layers)
            .SelectMany(layer => Enumerable.Range(0, layer + 1).Select(register => audit.Form[layer, register]))
            .Max(matrix => matrix.Enumerate().Max(Math.Abs));
        string blocks = string.Concat(
            Enumerable
                .Range(0, layers)
                .Select(layer =>
                    Html.Row(
                        Enumerable
                            .Range(0, layer + 1)
                            .Select(register =>
                                Map($"C {layer},{register}", audit.Form[layer, register].ToArray(), scale)
                            )
                    )
                )
        );
        return HtmlDocument.Fragment([Definition])
            + blocks
            + Html.Heading("Preconditioners, normalised")
            + Html.Row(audit.Layers.Take(MostLayers).Select(Preconditioner));
    }

    private static Block.Paragraph Definition
    {
        get
        {
            Formula w = "w";
            Formula step = ((Formula)"C").Sub("l", "j") * "nabla" * new Formula.Application("f", w.Sub("j"));
            Formula rule = w.Sub((Formula)"l" + 1).EqualTo(w.Sub("l") - new Formula.Summation("j", null, step));
            return new Block.Paragraph(
                Prose.Of($"{rule}: networks are compared on these blocks, drawn on one scale. Row l, column j.")
            );
        }
    }

    private static string Preconditioner(LayerVerdict layer) =>
        Map($"layer {layer.Index}: {layer.Preconditioner.Kind.Name()}", layer.Preconditioner.Measured.ToArray());

    private static string Label(string matrix, int layer, int head, NetworkWeights weights) =>
        weights.HeadCount == 1 ? $"{matrix} of layer {layer}" : $"{matrix} of layer {layer}, head {head}";

    private static string Map(string title, double[,] values, double? scale = null) =>
        Html.Figure(HeatMap.ToSvg(title, values, scale), title);
}
