using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;

namespace Memformer.Theory.Networks;

/// <summary>
/// The least number of registers, each a d-vector, that a recurrent network with one gradient per layer must carry from
/// layer to layer, besides its iterate: the largest rank, over the field of coefficients, of the blocks of C that lie
/// below the diagonal (rows from l on, columns before l). Gradient descent needs none, heavy ball and Nesterov one. The
/// network combines registers with numbers, and from its state, which holds w_star − w, it cannot tell w: weight decay
/// costs it a register. A method may use its iterate, and its own matrices (<see cref="OfMethod"/>).
/// </summary>
public static class MemoryRank
{
    /// <summary>The number of registers.</summary>
    public static int Of(CanonicalForm coefficients)
    {
        ArgumentNullException.ThrowIfNull(coefficients);
        return Enumerable
            .Range(1, coefficients.Layers - 1)
            .Select(cut => Rank(Block(coefficients, cut)))
            .DefaultIfEmpty()
            .Max();
    }

    /// <summary>
    /// The number of vectors that a recurrence for the same points must carry from step to step besides its iterate, from
    /// w_0 = 0: the largest rank of those blocks with the row of w_l = −Σ_{j&lt;l} Γ_{l,j} ∇f(w_j) added, less one.
    /// Diagonal matrices commute and count as numbers.
    /// </summary>
    public static int OfMethod(CanonicalForm coefficients)
    {
        ArgumentNullException.ThrowIfNull(coefficients);
        var form = coefficients.IsScalar ? coefficients : Commuting(coefficients) ?? coefficients;
        return Enumerable
            .Range(1, form.Layers - 1)
            .Select(cut => Math.Max(Rank(Vectors([Iterate(form, cut), .. Rows(form, cut)])) - 1, 0))
            .DefaultIfEmpty()
            .Max();
    }

    /// <summary>The coefficients of the iterate after so many layers, Γ_{l,j} for j &lt; l.</summary>
    private static MatrixPolynomial[] Iterate(CanonicalForm form, int layers) =>
        [
            .. Enumerable
                .Range(0, layers)
                .Select(column =>
                    Enumerable
                        .Range(column, layers - column)
                        .Aggregate(MatrixPolynomial.Zero(PromptAlgebra.Square), (sum, row) => sum + form[row, column])
                ),
        ];

    /// <summary>The form with a symbol in the place of each diagonal letter; null where there are other letters.</summary>
    private static CanonicalForm? Commuting(CanonicalForm form)
    {
        var numbers = form.Entries.Map(entry => AsNumber(entry.Matrix));
        return numbers.All(entry => entry is not null) ? CanonicalForm.FromScalars(numbers.Map(entry => entry!)) : null;
    }

    private static RationalFunction? AsNumber(MatrixPolynomial matrix) =>
        matrix.Terms.All(term => term.Word.Factors.All(factor => factor.Letter.CommutingFamily is not null))
            ? matrix.Terms.Aggregate(
                RationalFunction.Zero,
                (sum, term) =>
                    sum
                    + term.Word.Factors.Aggregate(
                        term.Coefficient,
                        (product, factor) =>
                            product
                            * ((RationalFunction)new Symbol(factor.Letter.Name, factor.Letter.Index)).Pow(factor.Power)
                    )
            )
            : null;

    private static IReadOnlyList<RationalFunction[]> Block(CanonicalForm coefficients, int cut) =>
        Vectors([.. Rows(coefficients, cut)]);

    /// <summary>The rows below a cut.</summary>
    private static IEnumerable<MatrixPolynomial[]> Rows(CanonicalForm coefficients, int cut) =>
        Enumerable
            .Range(cut, coefficients.Layers - cut)
            .Select(row => Enumerable.Range(0, cut).Select(column => coefficients[row, column]).ToArray());

    /// <summary>Rows as vectors; a matrix coefficient has one coordinate for each of its column's words.</summary>
    private static IReadOnlyList<RationalFunction[]> Vectors(IReadOnlyList<MatrixPolynomial[]> rows)
    {
        var words = Enumerable
            .Range(0, rows[0].Length)
            .Select(column => rows.SelectMany(row => row[column].Terms).Select(term => term.Word).Distinct().ToList())
            .ToList();
        return
        [
            .. rows.Select(row => words.SelectMany((list, column) => list.Select(word => row[column][word])).ToArray()),
        ];
    }

    /// <summary>
    /// The rank. At a point it can only be smaller, so a full rank at one point decides; elimination with formulas is
    /// left for the blocks that have a smaller one, where it ends after as many steps.
    /// </summary>
    private static int Rank(IReadOnlyList<RationalFunction[]> rows)
    {
        var full = Math.Min(rows.Count, rows[0].Length);
        return full == 0 || RankAtPoint(rows) == full ? full : Eliminate(rows);
    }

    private static int RankAtPoint(IReadOnlyList<RationalFunction[]> rows)
    {
        var values = rows.SelectMany(row => row)
            .SelectMany(entry => entry.Symbols)
            .Distinct()
            .Order()
            .Select((symbol, index) => (symbol, Value: new Rational(index * index + 2, 2 * index + 3)))
            .ToDictionary(pair => pair.symbol, pair => pair.Value);
        try
        {
            return Eliminate([
                .. rows.Select(row => row.Select(entry => (RationalFunction)entry.Evaluate(values)).ToArray()),
            ]);
        }
        catch (UndefinedValueException)
        {
            return 0;
        }
    }

    private static int Eliminate(IReadOnlyList<RationalFunction[]> rows)
    {
        List<(int Pivot, RationalFunction[] Row)> basis = [];
        foreach (var row in rows)
        {
            var rest = basis.Aggregate(row, (rest, known) => Without(rest, known.Row, known.Pivot));
            var pivot = Array.FindIndex(rest, entry => !entry.IsZero);
            if (pivot >= 0)
            {
                basis.Add((pivot, rest));
            }
        }

        return basis.Count;
    }

    private static RationalFunction[] Without(RationalFunction[] row, RationalFunction[] known, int pivot)
    {
        var factor = row[pivot] / known[pivot];
        return factor.IsZero ? row : [.. row.Zip(known, (entry, other) => entry - factor * other)];
    }
}
