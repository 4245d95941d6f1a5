using Memformer.Learn.Models;
using Memformer.Learn.Training.Recursion;

namespace Memformer.Learn.Devices;

/// <summary>
/// The numbers of a network's canonical form as sums of products of its parameters, as lists in one array: of each number its terms,
/// of each term its factors, of each parameter where it is a factor.
/// </summary>
internal sealed class TermLists
{
    /// <summary>Lists the terms of a network.</summary>
    /// <param name="design">A design with an error recursion and without free values.</param>
    /// <param name="entries">How many numbers the canonical form has.</param>
    public TermLists(NetworkDesign design, int entries)
    {
        CanonicalTerm[] terms = [.. CanonicalTerm.Of(design).OrderBy(term => term.Entry)];
        (int Place, int Term)[] factors = [.. terms.SelectMany((term, i) => term.Places.Select(place => (place, i)))];
        int parameters = new ParameterLayout(design).Length;
        Shape = new TermShape(entries, parameters, terms.Length, factors.Length);
        Shares = [.. terms.Select(term => term.Factor)];
        Numbers =
        [
            .. Firsts(terms.Select(term => term.Entry), entries),
            .. Firsts(factors.Select(factor => factor.Term), terms.Length),
            .. Firsts(factors.Select(factor => factor.Place), parameters),
            .. terms.Select(term => term.Entry),
            .. factors.Select(factor => factor.Place),
            .. factors.Select(factor => factor.Term),
            .. Enumerable.Range(0, factors.Length).OrderBy(factor => factors[factor].Place),
        ];
    }

    /// <summary>Where each list lies.</summary>
    public TermShape Shape { get; }

    /// <summary>The lists, one after another.</summary>
    public int[] Numbers { get; }

    /// <summary>What each term's product is multiplied by.</summary>
    public double[] Shares { get; }

    /// <summary>Where the members of each owner begin in a list that is sorted by owner; after the last, where those end.</summary>
    private static int[] Firsts(IEnumerable<int> owners, int count)
    {
        int[] firsts = new int[count + 1];
        foreach (int owner in owners)
        {
            firsts[owner + 1]++;
        }

        for (int owner = 0; owner < count; owner++)
        {
            firsts[owner + 1] += firsts[owner];
        }

        return firsts;
    }
}
