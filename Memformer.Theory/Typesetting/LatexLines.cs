namespace Memformer.Theory.Typesetting;

/// <summary>Breaks long sums and products into lines that a page has room for.</summary>
internal static class LatexLines
{
    /// <summary>How many characters of plain text stand for a full line of mathematics.</summary>
    internal const int Width = 72;

    /// <summary>The terms of a sum, line by line.</summary>
    internal static IReadOnlyList<IReadOnlyList<Formula.Term>> Of(Formula.Sum sum) =>
        Lines(sum.Terms, term => PlainText.Of(term.Value).Length + 3);

    /// <summary>What a line of a sum begins with where another stands above it: a sign that is no first one's.</summary>
    internal static string Sign(IReadOnlyList<Formula.Term> line) => line[0].IsNegative ? "{}" : "{}+ ";

    /// <summary>What stands above or below a fraction's bar, on as many lines as it needs.</summary>
    internal static string Stacked(Formula formula) =>
        PlainText.Of(formula).Length <= Width ? Latex.Of(formula)
        : formula is Formula.Sum sum
            ? Gathered(
                Of(sum).Select((line, place) => (place == 0 ? "" : Sign(line)) + Latex.Of(new Formula.Sum(line)))
            )
        : formula is Formula.Product product
            ? Gathered(
                Lines(product.Factors, factor => PlainText.Of(factor).Length + 3)
                    .Select((line, place) => (place == 0 ? "" : @"{} \cdot ") + Latex.Of(new Formula.Product(line)))
            )
        : Latex.Of(formula);

    private static string Gathered(IEnumerable<string> lines) =>
        $@"\begin{{gathered}} {string.Join(@" \\ ", lines)} \end{{gathered}}";

    private static List<IReadOnlyList<T>> Lines<T>(IReadOnlyList<T> parts, Func<T, int> widthOf)
    {
        List<IReadOnlyList<T>> lines = [];
        List<T> line = [];
        var width = 0;
        foreach (var part in parts)
        {
            var added = widthOf(part);
            if (line.Count > 0 && width + added > Width)
            {
                lines.Add(line);
                (line, width) = ([], 0);
            }

            line.Add(part);
            width += added;
        }

        lines.Add(line);
        return lines;
    }
}
