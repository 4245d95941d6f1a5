namespace Memformer.Theory.Typesetting;

/// <summary>A formula in plain text that is too long for a line: it goes on below, from a plus or minus sign on.</summary>
internal static class TextEquation
{
    /// <summary>The lines of a formula.</summary>
    /// <param name="before">What stands before it, such as its left-hand side; the next lines are indented by as much.</param>
    /// <param name="formula">The formula.</param>
    /// <param name="width">The longest line, where the formula can be broken so.</param>
    public static IEnumerable<string> Broken(string before, string formula, int width)
    {
        var rest = formula;
        var start = before;
        while (start.Length + rest.Length > width && Break(rest, width - start.Length) is > 0 and var at)
        {
            yield return start + rest[..at].TrimEnd();
            rest = rest[at..];
            start = new string(' ', before.Length);
        }

        yield return start + rest;
    }

    /// <summary>The last sign that fits, outside of all brackets if there is one; else the first one of all.</summary>
    private static int Break(string formula, int room)
    {
        var depth = 0;
        var (outer, inner, first) = (0, 0, 0);
        for (var i = 0; i + 2 < formula.Length; i++)
        {
            depth +=
                formula[i] is '(' or '[' ? 1
                : formula[i] is ')' or ']' ? -1
                : 0;
            if (i > 0 && formula[i - 1] == ' ' && formula[i] is '+' or '−' && formula[i + 1] == ' ')
            {
                first = first == 0 ? i : first;
                inner = i <= room ? i : inner;
                outer = i <= room && depth == 0 ? i : outer;
            }
        }

        return outer > 0 ? outer
            : inner > 0 ? inner
            : first;
    }
}
