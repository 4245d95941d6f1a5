using System.Text;

namespace Memformer.Theory.Methods.Language;

/// <summary>Prints syntax trees in canonical layout: the tokens as they were written, the spaces our own.</summary>
internal static class MethodPrinter
{
    /// <summary>The text of a method.</summary>
    internal static string Print(MethodText text)
    {
        var lines = new StringBuilder();
        foreach (var line in text.Lines)
        {
            var statement = line.Statement is null ? "" : Print(line.Statement);
            var gap = statement.Length > 0 && line.Comment is not null ? "  " : "";
            var comment = line.Comment is null ? "" : $"# {line.Comment}";
            lines.Append(statement).Append(gap).Append(comment.TrimEnd()).Append('\n');
        }

        return lines.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>The text of an expression.</summary>
    internal static string Print(Expression expression) =>
        expression switch
        {
            NumberExpression number => number.Digits,
            NameExpression name => name.Name,
            IndexedExpression indexed => $"{indexed.Name}[{string.Join(", ", indexed.Indices.Select(PrintIndex))}]",
            GradientExpression gradient => $"grad({Print(gradient.Point)})",
            RootExpression root => $"sqrt({Print(root.Radicand)})",
            TransposeExpression transpose => $"transpose({Print(transpose.Matrix)})",
            SumExpression sum =>
                $"sum({Print(sum.Term)} for {sum.Variable} = {PrintIndex(sum.First)}..{PrintIndex(sum.Last)})",
            NegationExpression negation => $"-{Print(negation.Operand)}",
            GroupExpression group => $"({Print(group.Inner)})",
            BinaryExpression binary => Print(binary, Spacing(binary.Operator)),
            _ => throw new ArgumentOutOfRangeException(nameof(expression), expression, "unknown expression"),
        };

    /// <summary>Inside brackets sums are written without spaces: <c>w[k+1]</c>.</summary>
    private static string PrintIndex(Expression expression) =>
        expression is BinaryExpression { Operator: BinaryOperator.Add or BinaryOperator.Subtract } sum
            ? PrintIndex(sum.Left) + Sign(sum.Operator) + PrintIndex(sum.Right)
            : Print(expression);

    private static string Print(BinaryExpression binary, string space) =>
        $"{Print(binary.Left)}{space}{Sign(binary.Operator)}{space}{Print(binary.Right)}";

    private static string Print(Statement statement) =>
        statement switch
        {
            HeaderStatement { Title: "" } header => $"method {header.Name}",
            HeaderStatement header => $"method {header.Name} \"{header.Title}\"",
            ParametersStatement parameters => $"parameters {string.Join(", ", parameters.Declarations.Select(Print))}",
            AlgebraicStatement algebraic => $"algebraic {Print(algebraic.Letter)}^2 = {Print(algebraic.Square)}",
            OutputStatement output => $"output {Print(output.Value)}",
            EquationStatement equation =>
                $"{Print(equation.Left)} = {Print(equation.Right)}{Print(equation.Condition)}",
            _ => throw new ArgumentOutOfRangeException(nameof(statement), statement, "unknown statement"),
        };

    private static string Print(ParameterDeclaration parameter)
    {
        var indices = parameter.Indices.Count == 0 ? "" : $"[{string.Join(", ", parameter.Indices)}]";
        var kind = parameter.Kind.Length == 0 ? "" : $": {parameter.Kind}";
        var value = parameter.Value.Length == 0 ? "" : $" {parameter.Value[0]} {parameter.Value[1..]}";
        var range = parameter.IsNonnegative ? " >= 0" : "";
        return parameter.Name + indices + kind + range + value;
    }

    private static string Print(Condition? condition) =>
        condition is null ? "" : $" when {Print(condition.Left)} {condition.Relation} {Print(condition.Right)}";

    private static string Spacing(BinaryOperator @operator) =>
        @operator is BinaryOperator.Divide or BinaryOperator.Power ? "" : " ";

    private static string Sign(BinaryOperator @operator) =>
        @operator switch
        {
            BinaryOperator.Add => "+",
            BinaryOperator.Subtract => "-",
            BinaryOperator.Multiply => "*",
            BinaryOperator.Divide => "/",
            BinaryOperator.Modulo => "mod",
            BinaryOperator.Power => "^",
            _ => throw new ArgumentOutOfRangeException(nameof(@operator), @operator, "unknown operator"),
        };
}
