using Memformer.Learn.Checkpoints.Tensors;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>What the square matrices of <c>allparam</c> are.</summary>
internal enum BlockForm
{
    /// <summary>The top-left d×d blocks of P and Q; P's last diagonal entry is 1, all else 0.</summary>
    Blocks,

    /// <summary>P and Q whole, (d+1)×(d+1).</summary>
    Whole,
}

/// <summary>
/// Decides what square matrices of size k are: the files do not say whether k = d or k = d + 1. Either reading
/// leaves a trace in the numbers, and where it leaves none the file's reader has to be told.
/// </summary>
internal static class BlockForms
{
    /// <summary>Of the energy that a last row or column has in a full k×k matrix, the part that counts as being there.</summary>
    private const double Present = 0.25;

    /// <summary>The form, and the rule that decided it.</summary>
    /// <param name="match">The file; gates of a width of their own, or the law's factors, tell d.</param>
    /// <param name="parameters">(L, H, 2, k, k).</param>
    public static (BlockForm Form, string? Rule) Decide(SchemaMatch match, Tensor parameters)
    {
        int size = parameters.Shape[^1];
        if (KnownDimension(match) is { } known)
        {
            return size == known ? (BlockForm.Blocks, null)
                : size == known + 1 ? (BlockForm.Whole, $"P and Q are whole, as d = {known} and they have {size} rows")
                : throw match.File.Invalid(
                    $"matrices of {size} rows beside gates or factors of d = {known}, expected {known} or {known + 1}"
                );
        }

        if (match.Form is { } forced)
        {
            return (forced, forced == BlockForm.Whole ? "P and Q are taken whole, as the schema named says" : null);
        }

        return size == 1 ? (BlockForm.Blocks, null) : ByValues(match, parameters, size);
    }

    private static (BlockForm Form, string? Rule) ByValues(SchemaMatch match, Tensor parameters, int size)
    {
        (double projection, double corner, double query, double edge) = Energies(parameters, size);
        if (projection == 0)
        {
            // As whole matrices they would make a network that does nothing.
            return (BlockForm.Blocks, null);
        }

        if (edge == 0 && projection == corner)
        {
            return (
                BlockForm.Whole,
                $"the matrices of size {size} are P and Q whole, so d = {size - 1}: the last row and column of every Q are 0, and P has its last entry alone"
            );
        }

        if (edge * size >= Present * query && query > 0)
        {
            return (
                BlockForm.Blocks,
                $"the matrices of size {size} are the d×d blocks of P and Q: the last row and column of Q, which whole matrices leave at 0, hold {edge / query:P0} of it"
            );
        }

        throw match.File.Invalid(
            $"the matrices of size {size} can be read in two ways: as the blocks of P and Q with d = {size} (schema {match.Schema.Name}), or as P and Q whole with d = {size - 1} (schema {WholeName(match.Schema.Name)}); nothing in the file tells which: name the schema"
        );
    }

    /// <summary>The name of the schema that takes the matrices whole.</summary>
    public static string WholeName(string name) => name == "plain" ? "full" : $"{name}-full";

    /// <summary>Squares of P, of its last entry, of Q, and of Q's last row and column, over all layers and heads.</summary>
    private static (double Projection, double Corner, double Query, double Edge) Energies(Tensor parameters, int size)
    {
        double projection = 0;
        double corner = 0;
        double query = 0;
        double edge = 0;
        double[] values = parameters.Values;
        int last = size - 1;
        for (int index = 0; index < values.Length; index++)
        {
            (int row, int column) = (index / size % size, index % size);
            double square = values[index] * values[index];
            if (index / (size * size) % 2 == 0)
            {
                projection += square;
                corner += row == last && column == last ? square : 0;
            }
            else
            {
                query += square;
                edge += row == last || column == last ? square : 0;
            }
        }

        return (projection, corner, query, edge);
    }

    private static int? KnownDimension(SchemaMatch match) =>
        match.Size("d") is > 0 and var size ? size
        : match.File.Find(RotatedLaw.Scales) is { } scales ? scales.Shape[0]
        : null;
}
