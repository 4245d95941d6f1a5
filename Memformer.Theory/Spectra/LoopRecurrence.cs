using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;

namespace Memformer.Theory.Spectra;

/// <summary>
/// What a looped layer with several registers does to the error at an eigenvalue h: p_{l+1} = Σ_i W_i p_{l−i} for all l from the
/// order on. With G(z) = Σ c_i zⁱ = N/D the errors are D/((1 − z) D + z h N).
/// </summary>
/// <param name="Eigenvalue">h.</param>
/// <param name="Weights">W_0, W_1, …: the weights of the last residual, the one before, ….</param>
/// <param name="Limit">What is left of the error after infinitely many layers, where they converge; zero but for ridge regression.</param>
public sealed record LoopRecurrence(Symbol Eigenvalue, IReadOnlyList<RationalFunction> Weights, RationalFunction Limit)
{
    /// <summary>Whether 1 is a root for every h, as it is where the answers tend to ridge regression.</summary>
    public bool HasRootOne =>
        Weights.Aggregate(RationalFunction.Zero, (sum, weight) => sum + weight) == RationalFunction.One;

    /// <summary>
    /// The coefficients a_1, a_2, … of the polynomial z^r + a_1 z^(r−1) + … whose roots decide; the root 1, which is always there, is
    /// taken out.
    /// </summary>
    public IReadOnlyList<RationalFunction> Deciding
    {
        get
        {
            if (!HasRootOne)
            {
                return [.. Weights.Select(weight => -weight)];
            }
            // Synthetic division by z − 1.
            List<RationalFunction> quotient = [];
            var last = RationalFunction.One;
            foreach (var weight in Weights.SkipLast(1))
            {
                quotient.Add(last -= weight);
            }

            return quotient;
        }
    }

    /// <summary>
    /// Expressions that are all positive if and only if all deciding roots lie inside the unit disc (Jury's criterion, up to order
    /// three); null for higher orders.
    /// </summary>
    public IReadOnlyList<RationalFunction>? StabilityConditions =>
        Deciding switch
        {
            [var a] => [1 + a, 1 - a],
            [var a, var b] => [1 - b, 1 + a + b, 1 - a + b],
            [var a, var b, var c] => [1 + c, 1 - c, 1 + a + b + c, 1 - a + b - c, 1 - b + a * c - c * c],
            _ => null,
        };

    /// <summary>Finds the recurrence of a form C_{l,j} = c_{l−j} with scalar entries.</summary>
    /// <param name="coefficients">The form, Toeplitz.</param>
    /// <returns><see langword="null"/> where so many layers do not tell it.</returns>
    public static LoopRecurrence? Of(CanonicalForm coefficients)
    {
        ArgumentNullException.ThrowIfNull(coefficients);
        RationalFunction[] c = [.. Enumerable.Range(0, coefficients.Layers).Select(l => coefficients.Scalar(l, 0))];
        for (var order = 0; 2 * order + 1 < c.Length; order++)
        {
            if (Denominator(c, order) is { } denominator)
            {
                return Of(c, denominator);
            }
        }

        return null;
    }

    private static LoopRecurrence Of(RationalFunction[] c, RationalFunction[] denominator)
    {
        var order = denominator.Length - 1;
        RationalFunction[] numerator =
        [
            .. Enumerable
                .Range(0, order + 1)
                .Select(i =>
                    Enumerable
                        .Range(0, i + 1)
                        .Aggregate(RationalFunction.Zero, (sum, j) => sum + denominator[j] * c[i - j])
                ),
        ];
        var taken = c.SelectMany(entry => entry.Symbols).ToHashSet();
        var h = Enumerable
            .Range(-1, taken.Count + 2)
            .Select(i => new Symbol(i < 0 ? "h" : $"h{i}"))
            .First(symbol => !taken.Contains(symbol));
        RationalFunction At(int i) => i <= order ? denominator[i] : RationalFunction.Zero;
        // (1 − z) D + z h N, whose coefficient of z^i is −W_{i−1}.
        IReadOnlyList<RationalFunction> weights =
        [
            .. Enumerable.Range(1, order + 1).Select(i => At(i - 1) - At(i) - h * numerator[i - 1]),
        ];
        var (below, above) = (Sum(denominator, _ => 1), Sum(numerator, _ => 1));
        var limit = above.IsZero ? below / (below - h * Sum(numerator, i => i)) : RationalFunction.Zero;
        return new LoopRecurrence(h, weights, limit);
    }

    private static RationalFunction Sum(RationalFunction[] values, Func<int, int> weight) =>
        values.Index().Aggregate(RationalFunction.Zero, (sum, entry) => sum + weight(entry.Index) * entry.Item);

    /// <summary>D = 1 + d_1 z + …: from c_1 on, Σ_j d_j c_{i−j} = 0 for i beyond the order; null where none does it.</summary>
    private static RationalFunction[]? Denominator(RationalFunction[] c, int order)
    {
        RationalFunction[][] rows =
        [
            .. Enumerable
                .Range(order + 1, c.Length - order - 1)
                .Select(i => Enumerable.Range(1, order).Select(j => c[i - j]).Append(-c[i]).ToArray()),
        ];
        for (var pivot = 0; pivot < order; pivot++)
        {
            var place = Array.FindIndex(rows, pivot, row => !row[pivot].IsZero);
            if (place < 0)
            {
                return null;
            }

            (rows[pivot], rows[place]) = (rows[place], rows[pivot]);
            var inverse = rows[pivot][pivot].Inverse();
            rows[pivot] = [.. rows[pivot].Select(entry => entry * inverse)];
            for (var i = 0; i < rows.Length; i++)
            {
                if (i != pivot && !rows[i][pivot].IsZero)
                {
                    var factor = rows[i][pivot];
                    rows[i] = [.. rows[i].Zip(rows[pivot], (entry, other) => entry - factor * other)];
                }
            }
        }

        return rows.Skip(order).All(row => row[order].IsZero)
            ? [RationalFunction.One, .. rows.Take(order).Select(row => row[order])]
            : null;
    }
}
