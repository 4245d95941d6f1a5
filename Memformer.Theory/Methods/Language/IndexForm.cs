namespace Memformer.Theory.Methods.Language;

/// <summary>The index on the left of an equation: k + offset, or a fixed integer.</summary>
/// <param name="HasK">Whether k occurs.</param>
/// <param name="Offset">What is added to k, or the fixed index.</param>
internal readonly record struct IndexForm(bool HasK, long Offset)
{
    /// <summary>The name of the step's index.</summary>
    internal const string K = "k";

    /// <summary>The form of an index, or null where it has another.</summary>
    internal static IndexForm? Of(Expression index) =>
        index switch
        {
            NameExpression { Name: K } => new(true, 0),
            NumberExpression number when Integer(number) is { } value => new(false, value),
            NegationExpression { Operand: NumberExpression number } when Integer(number) is { } value => new(
                false,
                -value
            ),
            BinaryExpression
            {
                Left: NameExpression { Name: K },
                Operator: BinaryOperator.Add or BinaryOperator.Subtract,
                Right: NumberExpression number
            } sum when Integer(number) is { } value => new(true, sum.Operator == BinaryOperator.Add ? value : -value),
            _ => null,
        };

    private static int? Integer(NumberExpression number) => int.TryParse(number.Digits, out var value) ? value : null;
}
