using Memformer.Learn.Problems;
using Memformer.Learn.Tables;
using Memformer.Theory;

namespace Memformer.Learn.Prediction;

/// <summary>Which rows of a table are the context, and which are the queries.</summary>
/// <param name="Context">Rows whose answers the methods see.</param>
/// <param name="Queries">Rows whose answers they are asked for.</param>
public sealed record Split(IReadOnlyList<RegressionRow> Context, IReadOnlyList<RegressionRow> Queries)
{
    /// <summary>
    /// The rows without an answer are the queries; where every row has one, a random share of the rows is held out.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="share">The share of rows to hold out, between 0 and 1, at least one row.</param>
    /// <param name="context">The number of context rows, drawn at random; null takes all that are no queries.</param>
    /// <param name="seed">Decides what is held out and drawn.</param>
    /// <exception cref="UsageException">There are not enough rows with answers.</exception>
    public static Split Of(RegressionTable table, double share, int? context, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(table);
        RegressionRow[] known = [.. table.Rows.Where(row => row.Answer is not null)];
        RegressionRow[] unknown = [.. table.Rows.Where(row => row.Answer is null)];
        int[] order = Shuffled(known.Length, seed);
        int held = unknown.Length > 0 ? 0 : Math.Max(1, (int)Math.Round(share * known.Length));
        int taken = context ?? (known.Length - held);
        if (taken < 1 || taken > known.Length - held)
        {
            throw new UsageException(
                $"{taken} context rows: the table has {known.Length} rows with an answer, of which {held} are held out"
            );
        }

        RegressionRow[] queries = held > 0 ? InOrder(order.Take(held)) : unknown;
        return new Split(InOrder(order.Skip(held).Take(taken)), queries);

        RegressionRow[] InOrder(IEnumerable<int> places) => [.. places.Order().Select(place => known[place])];
    }

    private static int[] Shuffled(int count, ulong seed)
    {
        RandomSource random = new(seed);
        double[] keys = [.. Enumerable.Range(0, count).Select(_ => random.NextUniform())];
        int[] order = [.. Enumerable.Range(0, count)];
        Array.Sort(keys, order);
        return order;
    }
}
