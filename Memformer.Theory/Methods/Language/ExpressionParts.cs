namespace Memformer.Theory.Methods.Language;

/// <summary>Enumerates the parts of an expression.</summary>
internal static class ExpressionParts
{
    /// <summary>The expression and everything in it.</summary>
    internal static IEnumerable<Expression> Parts(this Expression expression)
    {
        var open = new Stack<Expression>([expression]);
        while (open.TryPop(out var part))
        {
            yield return part;
            foreach (var child in part.Children())
            {
                open.Push(child);
            }
        }
    }

    /// <summary>The expressions directly inside an expression.</summary>
    internal static IReadOnlyList<Expression> Children(this Expression expression) =>
        expression switch
        {
            IndexedExpression indexed => indexed.Indices,
            GradientExpression gradient => [gradient.Point],
            RootExpression root => [root.Radicand],
            TransposeExpression transpose => [transpose.Matrix],
            SumExpression sum => [sum.Term, sum.First, sum.Last],
            NegationExpression negation => [negation.Operand],
            GroupExpression group => [group.Inner],
            BinaryExpression binary => [binary.Left, binary.Right],
            _ => [],
        };
}
