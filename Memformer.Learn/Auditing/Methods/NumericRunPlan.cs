using System.Collections.Concurrent;
using System.Globalization;
using Memformer.Theory.Methods;
using Memformer.Theory.Methods.Iterates;
using Memformer.Theory.Methods.Language;

namespace Memformer.Learn.Auditing.Methods;

/// <summary>What is the same in all runs of a method: its statements, and which of them define what.</summary>
internal sealed class NumericRunPlan
{
    /// <param name="method">A method with a text.</param>
    public NumericRunPlan(LinearMethod method)
    {
        Method = method;
        Statement[] statements = [.. method.Text!.Statements];
        Equations = statements.OfType<EquationStatement>().ToLookup(equation => NameOf(equation.Left));
        Letters = statements.OfType<AlgebraicStatement>().ToDictionary(statement => NameOf(statement.Letter));
        Parameters = method.Parameters.ToDictionary(parameter => parameter.Name);
    }

    /// <summary>The method.</summary>
    public LinearMethod Method { get; }

    /// <summary>Equations by the name that they define.</summary>
    public ILookup<string, EquationStatement> Equations { get; }

    /// <summary>Algebraic letters by name.</summary>
    public IReadOnlyDictionary<string, AlgebraicStatement> Letters { get; }

    /// <summary>Parameters by name.</summary>
    public IReadOnlyDictionary<string, MethodParameter> Parameters { get; }

    /// <summary>The equation for an entry of a sequence and the k it is read with, once it was looked for.</summary>
    public ConcurrentDictionary<(string Name, int Index), (EquationStatement Equation, int K)?> Sources { get; } =
        new();

    /// <summary>An index, a whole number of the letters in scope and of integer parameters.</summary>
    public int Index(Expression expression, Dictionary<string, int> scope) =>
        expression switch
        {
            NumberExpression number => int.Parse(number.Digits, CultureInfo.InvariantCulture),
            NameExpression name when scope.TryGetValue(name.Name, out int value) => value,
            NameExpression name => (int)Parameters[name.Name].Typical!.Value.ToDouble(),
            NegationExpression negation => -Index(negation.Operand, scope),
            GroupExpression group => Index(group.Inner, scope),
            BinaryExpression binary => Index(binary.Operator, Index(binary.Left, scope), Index(binary.Right, scope)),
            _ => throw new NotSupportedException("an index that is no integer"),
        };

    private static int Index(BinaryOperator operation, int left, int right) =>
        operation switch
        {
            BinaryOperator.Add => left + right,
            BinaryOperator.Subtract => left - right,
            BinaryOperator.Multiply => left * right,
            BinaryOperator.Modulo => ((left % right) + right) % right,
            _ => left / right,
        };

    /// <summary>The name of a sequence or a letter that an expression refers to.</summary>
    public static string NameOf(Expression reference) =>
        reference is IndexedExpression indexed ? indexed.Name : ((NameExpression)reference).Name;
}
