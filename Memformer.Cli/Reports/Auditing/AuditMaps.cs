using MathNet.Numerics.LinearAlgebra;
using Memformer.Cli.Charts;
using Memformer.Learn.Auditing;
using Memformer.Learn.Auditing.Preconditioners;
using Memformer.Learn.Auditing.Reading;
using Memformer.Learn.Auditing.Steps;
using Memformer.Learn.Models;
using Memformer.Theory.Typesetting;

namespace Memformer.Cli.Reports.Auditing;

/// <summary>The heat maps of an audit.</summary>
internal static class AuditMaps
{
    private const int MostHeads = 8;
    private const int MostLayers = 12;

    /// <summary>A share of the full colour that the eye does not see.</summary>
    private const double Invisible = 0.02;

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
                "Blue is negative, red is positive, an empty cell is exactly 0; each map has its own scale. The last row and column belong to the answers."
            )
            + Html.Row(maps)
            + (isCut ? Html.Paragraph($"Shown are the first {layers} layers and {heads} heads.") : "");
    }

    /// <summary>The blocks C_{l,j}, as numbers where all are multiples of I, and the preconditioners.</summary>
    public static string Canonical(Audit audit)
    {
        double[,]? numbers = Numbers(audit.Form);
        return HtmlDocument.Fragment([Definition(numbers is null)])
            + (numbers is null ? Blocks(audit) : Map("C, times I", numbers))
            + Html.Heading("Preconditioners, normalised")
            + Html.Row(audit.Layers.Take(MostLayers).Select(Preconditioner));
    }

    /// <summary>
    /// The numbers that the blocks are times I, which say all that there is to see; null where a block is farther from that than
    /// a colour shows.
    /// </summary>
    private static double[,]? Numbers(CanonicalMatrices form)
    {
        double largest = 0;
        double off = 0;
        double[,] numbers = new double[form.Layers, form.Layers];
        for (int layer = 0; layer < form.Layers; layer++)
        {
            for (int register = 0; register <= layer; register++)
            {
                Matrix<double> block = form[layer, register];
                double mean = block.Trace() / block.RowCount;
                numbers[layer, register] = mean;
                largest = Math.Max(largest, Math.Abs(mean));
                off = Math.Max(
                    off,
                    (block - (mean * Matrix<double>.Build.DenseIdentity(block.RowCount))).Enumerate().Max(Math.Abs)
                );
            }
        }

        return off <= Invisible * largest ? numbers : null;
    }

    private static string Blocks(Audit audit)
    {
        int layers = Math.Min(audit.Form.Layers, MostLayers);
        double scale = Enumerable
            .Range(0, layers)
            .SelectMany(layer => Enumerable.Range(0, layer + 1).Select(register => audit.Form[layer, register]))
            .Max(matrix => matrix.Enumerate().Max(Math.Abs));
        return string.Concat(
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
    }

    private static Block.Paragraph Definition(bool hasBlocks)
    {
        Formula w = "w";
        Formula step = ((Formula)"C").Sub("l", "j") * Formula.Nabla * new Formula.Application("f", w.Sub("j"));
        Formula rule = w.Sub((Formula)"l" + 1).EqualTo(w.Sub("l") - new Formula.Summation("j", null, step));
        return new Block.Paragraph(
            hasBlocks
                ? Prose.Of($"{rule}: networks are compared on these blocks, drawn on one scale. Row l, column j.")
                : Prose.Of(
                    $"{rule}: networks are compared on these blocks. Each is a number times I, but for less than a colour shows: row l, column j."
                )
        );
    }

    private static string Preconditioner(LayerVerdict layer) =>
        Map($"layer {layer.Index}: {layer.Preconditioner.Kind.Name()}", layer.Preconditioner.Measured.ToArray());

    private static string Label(string matrix, int layer, int head, NetworkWeights weights) =>
        weights.HeadCount == 1 ? $"{matrix} of layer {layer}" : $"{matrix} of layer {layer}, head {head}";

    private static string Map(string title, double[,] values, double? scale = null) =>
        Html.Figure(HeatMap.ToSvg(title, values, scale), title);
}
