namespace Memformer.Theory.Algebra;

/// <summary>
/// The sums <c>S_l = Σ_{j≤l} c_{l,j} g_j</c>, l = 0, 1, …, over a growing list of elements. Where a row of
/// coefficients is a multiple of the row before except in a few places, as it is for every method of bounded memory,
/// <c>S_l = q S_{l−1} + Σ_j (c_{l,j} − q c_{l−1,j}) g_j</c> needs these few only.
/// </summary>
/// <typeparam name="T">The elements, of a module over the rational functions.</typeparam>
/// <param name="combine">The linear combination of some elements.</param>
internal sealed class RowSums<T>(Func<IReadOnlyList<(RationalFunction Factor, T Element)>, T> combine)
    where T : class
{
    private readonly List<T> _elements = [];
    private IReadOnlyList<RationalFunction> _row = [];
    private T? _sum;

    /// <summary>Takes g_l and the coefficients c_{l,0} … c_{l,l}, and returns S_l.</summary>
    public T Next(IReadOnlyList<RationalFunction> row, T element)
    {
        _elements.Add(element);
        var terms = row.Zip(_elements).Where(term => !term.First.IsZero).ToList();
        if (terms.Count > 2 && FromLastSum(row) is { } fewer && fewer.Count < terms.Count)
        {
            terms = fewer;
        }

        (_row, _sum) = (row, combine(terms));
        return _sum;
    }

    private List<(RationalFunction, T)>? FromLastSum(IReadOnlyList<RationalFunction> row)
    {
        var place = Enumerable.Range(0, _row.Count).FirstOrDefault(j => !_row[j].IsZero && !row[j].IsZero, -1);
        if (place < 0)
        {
            return null;
        }

        var ratio = row[place] / _row[place];
        var terms = new List<(RationalFunction, T)> { (ratio, _sum!) };
        for (var j = 0; j < row.Count; j++)
        {
            var correction = j < _row.Count ? row[j] - ratio * _row[j] : row[j];
            if (!correction.IsZero)
            {
                terms.Add((correction, _elements[j]));
            }
        }

        return terms;
    }
}
