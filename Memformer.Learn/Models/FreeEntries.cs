namespace Memformer.Learn.Models;

/// <summary>A share of a number that is free to train, in an entry of a matrix.</summary>
/// <param name="Entry">The entry's place among the matrices of all heads, (L, H, d, d) in row-major order.</param>
/// <param name="Free">The number's place among the free ones.</param>
/// <param name="Share">What it is multiplied by.</param>
internal readonly record struct FreeEntry(int Entry, int Free, double Share);

/// <summary>The matrices of all heads, (L, H, d, d) in row-major order, and the numbers of them that are free to train.</summary>
internal sealed class FreeEntries
{
    private readonly FreeEntry[] _shares;

    /// <summary>Lists the free numbers in the matrices of a design.</summary>
    public FreeEntries(NetworkDesign design)
    {
        _shares = [.. Enumerable.Range(0, design.Layers * design.Heads).SelectMany(block => Of(design, block))];
    }

    /// <summary>What the entries are sums of; entries without any are 0.</summary>
    public IReadOnlyList<FreeEntry> Shares => _shares;

    /// <summary>Matrices from the numbers that are free in them.</summary>
    /// <param name="free">The free numbers.</param>
    /// <param name="matrices">Overwritten.</param>
    public void Expand(ReadOnlySpan<double> free, Span<double> matrices)
    {
        matrices.Clear();
        foreach (FreeEntry share in _shares)
        {
            matrices[share.Entry] += share.Share * free[share.Free];
        }
    }

    /// <summary>The transpose of <see cref="Expand"/>; adds.</summary>
    public void Contract(ReadOnlySpan<double> matrices, Span<double> free)
    {
        foreach (FreeEntry share in _shares)
        {
            free[share.Free] += share.Share * matrices[share.Entry];
        }
    }

    private static IEnumerable<FreeEntry> Of(NetworkDesign design, int block)
    {
        int d = design.Dimension;
        int square = block * d * d;
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < d; j++)
            {
                int entry = square + (i * d) + j;
                switch (design.Preconditioner)
                {
                    case PreconditionerKind.Free:
                        yield return new FreeEntry(entry, entry, 1);
                        break;
                    case PreconditionerKind.Symmetric:
                        yield return new FreeEntry(entry, entry, 0.5);
                        yield return new FreeEntry(entry, square + (j * d) + i, 0.5);
                        break;
                    case PreconditionerKind.Diagonal when i == j:
                        yield return new FreeEntry(entry, (block * d) + i, 1);
                        break;
                    case PreconditionerKind.Scalar when i == j:
                        yield return new FreeEntry(entry, block, 1);
                        break;
                }
            }
        }
    }
}
