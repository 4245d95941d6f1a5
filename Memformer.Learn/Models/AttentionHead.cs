using Memformer.Learn.Numerics;

namespace Memformer.Learn.Models;

/// <summary>
/// One linear attention head, <c>Attn(Z) = P Z M Zᵀ Q Z</c> with <c>M = diag(I_n, 0)</c>.
/// Arrays are shared, not copied: treat them as read-only.
/// </summary>
/// <param name="P">(d+1)×(d+1): values and projection.</param>
/// <param name="Q">(d+1)×(d+1): keys and queries.</param>
public sealed record AttentionHead(double[,] P, double[,] Q)
{
    /// <summary>
    /// The head that adds <c>(A ∇f(w))ᵀ X</c> to the bottom row: P is zero but for a 1 in its last corner, and
    /// Q's top-left block is <c>−Aᵀ</c> (lemma of Ahn et al., arXiv:2306.00297).
    /// </summary>
    /// <param name="preconditioner">A, d×d.</param>
    public static AttentionHead Gradient(double[,] preconditioner)
    {
        ArgumentNullException.ThrowIfNull(preconditioner);
        int d = preconditioner.GetLength(0);
        double[,] p = new double[d + 1, d + 1];
        double[,] q = new double[d + 1, d + 1];
        p[d, d] = 1;
        for (int row = 0; row < d; row++)
        {
            for (int column = 0; column < d; column++)
            {
                q[row, column] = -preconditioner[column, row];
            }
        }

        return new AttentionHead(p, q);
    }

    /// <summary>Equal entries, bit for bit except that the zeros of either sign are equal.</summary>
    public bool Equals(AttentionHead? other) =>
        other is not null && Matrices.SameEntries(P, other.P) && Matrices.SameEntries(Q, other.Q);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Matrices.Hash(P), Matrices.Hash(Q));
}
