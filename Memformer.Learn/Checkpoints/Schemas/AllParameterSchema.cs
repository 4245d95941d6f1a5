using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Models;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>
/// The layout of Ahn et al.'s code (arXiv:2306.00297), which Dutta and Sra's (arXiv:2410.07263) extends:
/// <c>allparam</c> of shape (L, H, 2, d, d) holds the top-left blocks of P and of Q, P's last diagonal entry being 1
/// and all else 0. Z is stored with tokens in rows, so its attention is <c>P Z M (Zᵀ Qᵀ Z)</c> in our
/// notation: its Q is ours transposed.
/// </summary>
internal abstract class AllParameterSchema(string name, params IReadOnlyList<TensorPattern> gates) : Schema(name)
{
    private const string Parameters = "allparam";

    public override IReadOnlySet<string> Companions { get; } =
        new HashSet<string> { RotatedLaw.Rotation, RotatedLaw.Scales };

    public override IReadOnlyList<TensorPattern> Patterns(ModelFile file) =>
        [TensorPattern.Of(Parameters, "L,H,2,d,d"), .. gates];

    public override Checkpoint Map(SchemaMatch match)
    {
        var context = match.Size("n") > 0 ? match.Size("n") : (int?)null;
        var heads = Heads(match[Parameters], layer => Scale(match, layer));
        return new Checkpoint(new NetworkWeights(heads, Gates(match), context))
        {
            Law = RotatedLaw.Find(match.File, match.Size("d")),
            Source = new CheckpointSource(
                match.File.Path,
                match.File.Format,
                Name,
                [.. match.Remarks, .. Remarks(match)]
            ),
        };
    }

    /// <summary>The gates that the other tensors describe.</summary>
    protected abstract NetworkGates Gates(SchemaMatch match);

    /// <summary>A factor of a layer's attention that is no gate; it goes into P.</summary>
    protected virtual double Scale(SchemaMatch match, int layer) => 1;

    /// <summary>What had to be decided to read the file.</summary>
    protected virtual IEnumerable<string> Remarks(SchemaMatch match) => [];

    /// <summary>The heads of a tensor of shape (L, H, 2, d, d).</summary>
    internal static IReadOnlyList<IReadOnlyList<AttentionHead>> Heads(Tensor parameters, Func<int, double> scale) =>
        [
            .. from layer in Enumerable.Range(0, parameters.Shape[0])
            select (IReadOnlyList<AttentionHead>)
                [
                    .. from head in Enumerable.Range(0, parameters.Shape[1])
                    select Head(parameters.Matrix(layer, head, 0), parameters.Matrix(layer, head, 1), scale(layer)),
                ],
        ];

    private static AttentionHead Head(double[,] value, double[,] query, double scale)
    {
        var d = value.GetLength(0);
        var p = new double[d + 1, d + 1];
        var q = new double[d + 1, d + 1];
        p[d, d] = scale;
        for (var row = 0; row < d; row++)
        {
            for (var column = 0; column < d; column++)
            {
                p[row, column] = scale * value[row, column];
                q[row, column] = query[column, row];
            }
        }
        return new AttentionHead(p, q);
    }
}
