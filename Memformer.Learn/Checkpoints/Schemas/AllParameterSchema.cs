using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Models;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>
/// The layout of Ahn et al.'s code (arXiv:2306.00297), which Dutta and Sra's (arXiv:2410.07263) extends:
/// <c>allparam</c> of shape (L, H, 2, k, k) holds P and Q, either their top-left blocks, P's last diagonal entry being 1
/// and all else 0, or whole (<see cref="BlockForm"/>). Z is stored with tokens in rows, so its attention is
/// <c>P Z M (Zᵀ Qᵀ Z)</c> in our notation: its Q is ours transposed.
/// </summary>
internal abstract class AllParameterSchema(string name, params IReadOnlyList<TensorPattern> gates) : Schema(name)
{
    private const string Parameters = "allparam";

    /// <summary>The shape of the parameters, whatever their blocks are.</summary>
    public const string ParameterShape = "L,H,2,k,k";

    public override IReadOnlySet<string> Companions { get; } =
        new HashSet<string> { RotatedLaw.Rotation, RotatedLaw.Scales };

    public override IReadOnlyList<TensorPattern> Patterns(ModelFile file) =>
        [TensorPattern.Of(Parameters, ParameterShape), .. gates];

    public override Checkpoint Map(SchemaMatch match)
    {
        int? context = match.Size("n") > 0 ? match.Size("n") : (int?)null;
        (BlockForm form, string? rule) = BlockForms.Decide(match, match[Parameters]);
        IReadOnlyList<IReadOnlyList<AttentionHead>> heads = Heads(
            match[Parameters],
            form,
            (layer, head) => Scale(match, layer, head)
        );
        NetworkWeights weights = new NetworkWeights(heads, Gates(match), context);
        return new Checkpoint(weights)
        {
            Law = RotatedLaw.Find(match.File, weights.Dimension),
            Source = match.Source(
                [.. Remarks(match), .. rule is null ? [] : new[] { rule }],
                [.. Unused(match)],
                form == BlockForm.Whole ? BlockForms.WholeName(Name) : null
            ),
        };
    }

    /// <summary>The gates that the other tensors describe.</summary>
    protected abstract NetworkGates Gates(SchemaMatch match);

    /// <summary>A factor of a head's attention that is no gate; it goes into P.</summary>
    protected virtual double Scale(SchemaMatch match, int layer, int head) => 1;

    /// <summary>What had to be decided to read the file.</summary>
    protected virtual IEnumerable<string> Remarks(SchemaMatch match) => [];

    /// <summary>Tensors that this schema expects and does not use, with the reason.</summary>
    protected virtual IEnumerable<UnusedTensor> Unused(SchemaMatch match) => [];

    /// <summary>The heads of a tensor of shape (L, H, 2, k, k).</summary>
    internal static IReadOnlyList<IReadOnlyList<AttentionHead>> Heads(
        Tensor parameters,
        BlockForm form,
        Func<int, int, double> scale
    ) =>
        [
            .. from layer in Enumerable.Range(0, parameters.Shape[0])
            select (IReadOnlyList<AttentionHead>)
                [
                    .. from head in Enumerable.Range(0, parameters.Shape[1])
                    select Head(
                        parameters.Matrix(layer, head, 0),
                        parameters.Matrix(layer, head, 1),
                        form,
                        scale(layer, head)
                    ),
                ],
        ];

    private static AttentionHead Head(double[,] value, double[,] query, BlockForm form, double scale)
    {
        int size = value.GetLength(0);
        int rows = form == BlockForm.Whole ? size : size + 1;
        double[,] p = new double[rows, rows];
        double[,] q = new double[rows, rows];
        p[rows - 1, rows - 1] = scale;
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column < size; column++)
            {
                p[row, column] = scale * value[row, column];
                q[row, column] = query[column, row];
            }
        }

        return new AttentionHead(p, q);
    }
}
