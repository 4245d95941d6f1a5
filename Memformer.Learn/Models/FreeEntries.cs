namespace Memformer.Learn.Models;

/// <summary>The matrices of all heads, (L, H, d, d) in row-major order, and the entries of them that are free to train.</summary>
internal static class FreeEntries
{
    /// <summary>Matrices from the numbers that are free in them.</summary>
    public static void Expand(NetworkDesign design, ReadOnlySpan<double> free, Span<double> matrices)
    {
        int d = design.Dimension;
        int square = d * d;
        for (int block = 0; block < design.Layers * design.Heads; block++)
        {
            Span<double> matrix = matrices.Slice(block * square, square);
            for (int i = 0; i < d; i++)
            {
                for (int j = 0; j < d; j++)
                {
                    matrix[(i * d) + j] = design.Preconditioner switch
                    {
                        PreconditionerKind.Free => free[(block * square) + (i * d) + j],
                        PreconditionerKind.Symmetric => (
                            free[(block * square) + (i * d) + j] + free[(block * square) + (j * d) + i]
                        ) / 2,
                        PreconditionerKind.Diagonal => i == j ? free[(block * d) + i] : 0,
                        _ => i == j ? free[block] : 0,
                    };
                }
            }
        }
    }

    /// <summary>The transpose of <see cref="Expand"/>; adds.</summary>
    public static void Contract(NetworkDesign design, ReadOnlySpan<double> matrices, Span<double> free)
    {
        int d = design.Dimension;
        int square = d * d;
        for (int block = 0; block < design.Layers * design.Heads; block++)
        {
            ReadOnlySpan<double> matrix = matrices.Slice(block * square, square);
            for (int i = 0; i < d; i++)
            {
                for (int j = 0; j < d; j++)
                {
                    switch (design.Preconditioner)
                    {
                        case PreconditionerKind.Free:
                            free[(block * square) + (i * d) + j] += matrix[(i * d) + j];
                            break;
                        case PreconditionerKind.Symmetric:
                            free[(block * square) + (i * d) + j] += (matrix[(i * d) + j] + matrix[(j * d) + i]) / 2;
                            break;
                        case PreconditionerKind.Diagonal when i == j:
                            free[(block * d) + i] += matrix[(i * d) + j];
                            break;
                        case PreconditionerKind.Scalar when i == j:
                            free[block] += matrix[(i * d) + j];
                            break;
                    }
                }
            }
        }
    }
}
