namespace Memformer.Theory.Algebra;

/// <summary>
/// The parts of a word that are 1×1 matrices, such as <c>wᵀ H w</c> in <c>x (wᵀ H w)</c>: they commute with one another
/// and equal their transposes, so a normal form sorts them and writes each in the lesser of its two ways.
/// </summary>
internal static class ScalarParts
{
    /// <summary>Whether a word has such a part.</summary>
    public static bool Occur(IReadOnlyList<WordFactor> factors) => CountUnitDimensions(factors) > 1;

    /// <summary>How many of the dimensions before, between and after the factors are 1.</summary>
    public static int CountUnitDimensions(IReadOnlyList<WordFactor> factors)
    {
        var count = factors.Count > 0 && factors[0].Shape.Rows == Dimension.One ? 1 : 0;
        for (var i = 0; i < factors.Count; i++)
        {
            count += factors[i].Shape.Columns == Dimension.One ? 1 : 0;
        }

        return count;
    }

    /// <summary>The factors of the word with its scalar parts in normal form.</summary>
    public static List<WordFactor> Sorted(List<WordFactor> factors)
    {
        var (head, scalars) = (new List<WordFactor>(), new List<List<WordFactor>>());
        var part = new List<WordFactor>();
        var startsAtOne = factors[0].Shape.Rows == Dimension.One;
        foreach (var factor in factors)
        {
            part.Add(factor);
            if (factor.Shape.Columns != Dimension.One)
            {
                continue;
            }

            if (startsAtOne)
            {
                scalars.Add(Least(part));
            }
            else
            {
                head = part;
            }

            (part, startsAtOne) = ([], true);
        }

        scalars.Sort(Compare);
        return Word.Collected(head.Concat(scalars.SelectMany(scalar => scalar)).Concat(part));
    }

    private static List<WordFactor> Least(List<WordFactor> scalar)
    {
        var transposed = Word.Collected(Word.Transposed(scalar));
        return Word.Compare(scalar, transposed) <= 0 ? scalar : transposed;
    }

    private static int Compare(List<WordFactor> left, List<WordFactor> right)
    {
        var byLength = left.Sum(factor => factor.Power).CompareTo(right.Sum(factor => factor.Power));
        return byLength != 0 ? byLength : Word.Compare(left, right);
    }
}
