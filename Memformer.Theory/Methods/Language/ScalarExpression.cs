using System.Globalization;
using Memformer.Theory.Algebra;
using Memformer.Theory.Methods.Iterates;

namespace Memformer.Theory.Methods.Language;

/// <summary>
/// Reads a rational function written as an expression of the method language, where every name is a symbol:
/// <c>eta*beta^2/(1 - beta)</c>, <c>alpha[3]</c>. It reads what <see cref="RationalFunction.ToString()"/> writes.
/// </summary>
public sealed class ScalarExpression
{
    private readonly SourceText _source;
    private readonly Budget _budget = new();

    private ScalarExpression(SourceText source) => _source = source;

    /// <summary>Reads an expression.</summary>
    /// <param name="text">The expression, on one line.</param>
    /// <param name="fileName">The name to use in messages.</param>
    /// <exception cref="MethodSyntaxException">It is no expression in numbers and symbols, or divides by zero.</exception>
    public static RationalFunction Parse(string text, string fileName)
    {
        ArgumentNullException.ThrowIfNull(text);
        var source = new SourceText(fileName, text);
        return new ScalarExpression(source).Number(MethodParser.ParseExpression(source));
    }

    private RationalFunction Number(Expression expression) =>
        Evaluate(expression) is Value.Scalar { Number: var number }
            ? number
            : throw _source.Error(expression.Position, "this is no number");

    private Value Evaluate(Expression expression)
    {
        try
        {
            _budget.Spend();
            return Budget.Checked(
                expression switch
                {
                    NumberExpression number => new Value.Scalar(Budget.Number(number)),
                    NameExpression name => new Value.Scalar(new Symbol(name.Name)),
                    IndexedExpression { Indices: [NumberExpression index] } indexed => new Value.Scalar(
                        new Symbol(indexed.Name, Index(index))
                    ),
                    NegationExpression negation => -Evaluate(negation.Operand),
                    GroupExpression group => Evaluate(group.Inner),
                    BinaryExpression binary => Combined(binary, Evaluate(binary.Left), Evaluate(binary.Right)),
                    _ => throw _source.Error(
                        expression.Position,
                        $"{MethodPrinter.Print(expression)} is no number",
                        "numbers and symbols such as eta or eta[3], with +, -, *, / and ^"
                    ),
                }
            );
        }
        catch (Exception error) when (error is NotLinearMethodException or AlgebraException)
        {
            throw _source.Error(expression.Position, error.Message);
        }
    }

    private Value Combined(BinaryExpression binary, Value left, Value right) =>
        binary.Operator switch
        {
            BinaryOperator.Add => left + right,
            BinaryOperator.Subtract => left + -right,
            BinaryOperator.Multiply => left * right,
            BinaryOperator.Divide => left / right,
            BinaryOperator.Power => left.Pow(Budget.Exponent(left, right)),
            _ => throw _source.Error(binary.Position, "mod has no meaning for symbols"),
        };

    private int Index(NumberExpression index) =>
        int.TryParse(index.Digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
        && value <= IndexEvaluator.MaximalIndex
            ? value
            : throw _source.Error(index.Position, $"{index.Digits} is no index");
}
