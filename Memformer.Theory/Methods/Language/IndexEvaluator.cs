using System.Globalization;

namespace Memformer.Theory.Methods.Language;

/// <summary>Evaluates indices and conditions: integer expressions in k, the indices of sums, and integer parameters.</summary>
internal sealed class IndexEvaluator(SourceText source, IReadOnlyDictionary<string, long> integers)
{
    /// <summary>The largest index, in magnitude.</summary>
    internal const long MaximalIndex = 1_000_000;

    internal int Index(Expression expression, Scope scope)
    {
        var index = Integer(expression, scope);
        return Math.Abs(index) <= MaximalIndex
            ? (int)index
            : throw source.Error(expression.Position, $"index {index} is out of range; at most {MaximalIndex}");
    }

    internal bool Holds(Condition condition, long k)
    {
        var scope = new Scope(k);
        var order = Integer(condition.Left, scope).CompareTo(Integer(condition.Right, scope));
        return condition.Relation switch
        {
            "=" => order == 0,
            "!=" => order != 0,
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    }

    private long Integer(Expression expression, Scope scope)
    {
        try
        {
            return expression switch
            {
                NumberExpression number => long.Parse(number.Digits, NumberStyles.None, CultureInfo.InvariantCulture),
                NameExpression name when scope.Find(name.Name) is { } value => value,
                NameExpression name when integers.TryGetValue(name.Name, out var value) => value,
                NegationExpression negation => checked(-Integer(negation.Operand, scope)),
                GroupExpression group => Integer(group.Inner, scope),
                BinaryExpression binary => Integer(binary, Integer(binary.Left, scope), Integer(binary.Right, scope)),
                _ => throw NoInteger(expression),
            };
        }
        catch (FormatException)
        {
            throw NoInteger(expression);
        }
        catch (OverflowException)
        {
            throw source.Error(expression.Position, "this integer is too large");
        }
    }

    private long Integer(BinaryExpression binary, long left, long right) =>
        binary.Operator switch
        {
            BinaryOperator.Add => checked(left + right),
            BinaryOperator.Subtract => checked(left - right),
            BinaryOperator.Multiply => checked(left * right),
            BinaryOperator.Modulo when right > 0 => (left % right + right) % right,
            BinaryOperator.Modulo => throw source.Error(binary.Position, $"mod {right}: the modulus must be positive"),
            BinaryOperator.Divide when right != 0 && left % right == 0 => left / right,
            BinaryOperator.Divide => throw source.Error(binary.Position, $"{left}/{right} is no integer"),
            _ => throw NoInteger(binary),
        };

    private MethodSyntaxException NoInteger(Expression expression) =>
        source.Error(
            expression.Position,
            $"{MethodPrinter.Print(expression)} is no integer",
            "an integer made of k, numbers, integer parameters, +, -, *, / and mod"
        );
}
