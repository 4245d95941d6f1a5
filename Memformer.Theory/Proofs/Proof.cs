using Memformer.Theory.Algebra;
using Memformer.Theory.Typesetting;

namespace Memformer.Theory.Proofs;

/// <summary>The outcome of a proof that was carried out by computing: a difference that is zero, or is not.</summary>
/// <param name="Name">Which proof, for instance <c>induction</c>.</param>
/// <param name="Claim">What was shown.</param>
/// <param name="Gap">The first difference that is not zero; null when the proof holds.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record Proof(string Name, Prose Claim, Gap? Gap, TimeSpan Elapsed)
{
    /// <summary>Whether the claim is true.</summary>
    public bool Holds => Gap is null;
}

/// <summary>Where a proof fails.</summary>
/// <param name="Place">Which step.</param>
/// <param name="Difference">What the network computes, minus what was claimed; not zero.</param>
public sealed record Gap(string Place, MatrixPolynomial Difference)
{
    /// <summary>The first block of a difference that is not zero, or null when all are zero.</summary>
    internal static Gap? In(string place, BlockMatrix difference) =>
        (
            from row in Enumerable.Range(0, difference.Rows)
            from column in Enumerable.Range(0, difference.Columns)
            select difference[row, column]
        ).FirstOrDefault(block => !block.IsZero)
            is { } block
            ? new(place, block)
            : null;
}
