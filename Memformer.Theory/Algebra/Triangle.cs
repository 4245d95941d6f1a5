using System.Collections;

namespace Memformer.Theory.Algebra;

/// <summary>
/// What each of L layers has for itself and every layer before it: entries (l, j) with 0 ≤ j ≤ l &lt; L. Immutable where its
/// entries are.
/// </summary>
public sealed class Triangle<T> : IEnumerable<T>
{
    private readonly T[][] _rows;

    /// <summary>The triangle with these entries.</summary>
    /// <param name="size">L.</param>
    /// <param name="entry">The entry at (l, j).</param>
    public Triangle(int size, Func<int, int, T> entry) =>
        _rows = [
            .. Enumerable.Range(0, size).Select(l => Enumerable.Range(0, l + 1).Select(j => entry(l, j)).ToArray()),
        ];

    /// <summary>The triangle with these rows.</summary>
    /// <param name="rows">Row l has the l + 1 entries (l, 0) … (l, l).</param>
    /// <exception cref="UsageException">A row has another length.</exception>
    public Triangle(IEnumerable<IEnumerable<T>> rows)
        : this([.. rows.Select(row => row.ToArray())])
    {
        foreach (var (l, row) in _rows.Index())
        {
            if (row.Length != l + 1)
            {
                throw new UsageException(
                    $"row {l} of a triangle has {row.Length} entries; row l has l + 1, here {l + 1}"
                );
            }
        }
    }

    private Triangle(T[][] rows) => _rows = rows;

    /// <summary>L.</summary>
    public int Size => _rows.Length;

    /// <summary>The entry at (l, j).</summary>
    public T this[int l, int j] => _rows[l][j];

    /// <summary>The rows: row l has l + 1 entries.</summary>
    public IReadOnlyList<IReadOnlyList<T>> Rows => _rows;

    /// <summary>The triangle with a function applied to every entry.</summary>
    public Triangle<TResult> Map<TResult>(Func<T, TResult> change) =>
        new([.. _rows.Select(row => Array.ConvertAll(row, value => change(value)))]);

    /// <summary>The entries, row by row.</summary>
    public IEnumerator<T> GetEnumerator() => _rows.SelectMany(row => row).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
