using Memformer.Learn.Models;

namespace Memformer.Learn.Training.Recursion;

/// <summary>A product of parameters that a number of the canonical form is a sum of.</summary>
/// <param name="Entry">The number's place: in A, (L, H, d, d), and after all of it in g, (L, L, H).</param>
/// <param name="Places">Where the parameters stand that are multiplied; none stand for 1.</param>
/// <param name="Factor">What the product is multiplied by.</param>
internal readonly record struct CanonicalTerm(int Entry, int[] Places, double Factor)
{
    /// <summary>All terms of a network whose X never changes, ties of layers included.</summary>
    /// <param name="design">A design with an error recursion.</param>
    public static IEnumerable<CanonicalTerm> Of(NetworkDesign design)
    {
        if (design.Tied)
        {
            TiedParameters tied = new(design);
            return Of(design.Untied).Select(term => term with { Places = [.. term.Places.Select(tied.SourceOf)] });
        }

        ParameterLayout layout = new(design);
        int offset = layout[ParameterLayout.Preconditioners].Offset;
        int matrices = design.Layers * design.Heads * design.Dimension * design.Dimension;
        return
        [
            .. new FreeEntries(design).Shares.Select(share => new CanonicalTerm(
                share.Entry,
                [offset + share.Free],
                share.Share
            )),
            .. new CanonicalGates(design, layout).Terms.Select(term => term with { Entry = matrices + term.Entry }),
        ];
    }
}
