using Memformer.Theory.Algebra;
using Memformer.Theory.Methods.Language;

namespace Memformer.Theory.Certificates;

/// <summary>Where an expression of a method is written: what k is there, and what elements and gradients are called.</summary>
/// <param name="K">The step's index.</param>
/// <param name="Vector">The element of a sequence of vectors.</param>
/// <param name="Gradient">A gradient.</param>
/// <param name="Sums">The indices of sums.</param>
internal sealed record TermScope(
    NaturalTerm K,
    Func<IndexedExpression, CoqTerm> Vector,
    Func<GradientExpression, CoqTerm> Gradient,
    IReadOnlyDictionary<string, NaturalTerm> Sums
);

/// <summary>Writes expressions of a method for every k at once.</summary>
internal sealed class RecurrenceTerms(MethodAnalysis method, ParameterValues parameters, CoqNames names)
{
    private static readonly Dictionary<string, NaturalTerm> NoSums = [];

    /// <summary>A scope for numbers.</summary>
    internal static TermScope Numbers(NaturalTerm k) =>
        new(
            k,
            vector => throw Refused($"{vector.Name} is no number"),
            _ => throw Refused("a gradient is no number"),
            NoSums
        );

    internal static UsageException Refused(string reason) =>
        new($"{reason}; a certificate for all depths is for recurrences with numbers as coefficients");

    /// <summary>Whether an expression is a vector.</summary>
    internal bool IsVector(Expression expression) =>
        expression
            .Parts()
            .Any(part =>
                part is GradientExpression
                || (part is IndexedExpression indexed && method.IsVector(indexed.Name))
                || (part is NameExpression name && method.IsVector(name.Name))
            );

    internal CoqTerm Of(Expression expression, TermScope scope) =>
        expression switch
        {
            NumberExpression number => CoqTerm.Fraction(Rational.Parse(number.Digits)),
            NameExpression name => Name(name, scope),
            IndexedExpression indexed when method.IsVector(indexed.Name) => scope.Vector(indexed),
            IndexedExpression { Indices: [var index] } indexed => new CoqTerm(
                $"{names.Of(indexed.Name, null)} {Argument(Natural(index, scope))}",
                10
            ),
            GradientExpression gradient => scope.Gradient(gradient),
            SumExpression sum => Sum(sum, scope),
            NegationExpression negation => -Of(negation.Operand, scope),
            GroupExpression group => Of(group.Inner, scope),
            BinaryExpression binary => Combined(binary, scope),
            _ => throw Refused($"{MethodPrinter.Print(expression)} has no term for all k"),
        };

    /// <summary>A condition on k.</summary>
    internal string Condition(Condition condition, TermScope scope)
    {
        var (left, right) = (Integer(condition.Left, scope), Integer(condition.Right, scope));
        return condition.Relation switch
        {
            "=" => $"({left} == {right})%N",
            "!=" => $"({left} != {right})%N",
            "<" or "<=" => $"({left} {condition.Relation} {right})%N",
            ">" => $"({right} < {left})%N",
            _ => $"({right} <= {left})%N",
        };
    }

    /// <summary>An index k + f, j + f or f.</summary>
    internal NaturalTerm Natural(Expression index, TermScope scope)
    {
        var variable = index
            .Parts()
            .OfType<NameExpression>()
            .Select(name => name.Name)
            .FirstOrDefault(name => name == IndexForm.K || scope.Sums.ContainsKey(name));
        var indices = new IndexEvaluator(method.Source, parameters.Integers);
        int At(int value) =>
            indices.Index(index, variable is null ? new Scope(null) : new Scope(null).With(variable, value));
        if (variable is null)
        {
            return new(null, At(0));
        }

        var (first, second, third) = (At(0), At(1), At(2));
        return second == first + 1 && third == second + 1
            ? (variable == IndexForm.K ? scope.K : scope.Sums[variable]) + first
            : throw Refused($"the index {MethodPrinter.Print(index)} is not k and a number");
    }

    private static string Argument(NaturalTerm index)
    {
        var text = index.ToString();
        return index.Variable is null ? $"{text}%N" : text;
    }

    /// <summary>A number of k as an element of the field.</summary>
    private static CoqTerm Number(NaturalTerm index) =>
        index.Variable is null ? CoqTerm.Integer(index.Offset) : new CoqTerm($"{index}%:R", 2);

    private string Integer(Expression expression, TermScope scope) =>
        expression switch
        {
            BinaryExpression { Operator: BinaryOperator.Modulo } modulo =>
                $"{Integer(modulo.Left, scope)} %% {Integer(modulo.Right, scope)}",
            GroupExpression group => Integer(group.Inner, scope),
            _ => Natural(expression, scope).ToString(),
        };

    private CoqTerm Name(NameExpression name, TermScope scope)
    {
        if (name.Name == IndexForm.K)
        {
            return Number(scope.K);
        }

        if (scope.Sums.TryGetValue(name.Name, out var index))
        {
            return Number(index);
        }

        return parameters.Integers.TryGetValue(name.Name, out var value)
            ? CoqTerm.Integer(value)
            : CoqTerm.Atom(names.Of(name.Name, null));
    }

    private CoqTerm Combined(BinaryExpression binary, TermScope scope)
    {
        if (binary.Operator == BinaryOperator.Power)
        {
            return Power(Of(binary.Left, scope), binary.Right, scope);
        }

        var (left, right) = (Of(binary.Left, scope), Of(binary.Right, scope));
        var (isLeft, isRight) = (IsVector(binary.Left), IsVector(binary.Right));
        return binary.Operator switch
        {
            BinaryOperator.Add => left + right,
            BinaryOperator.Subtract => left - right,
            BinaryOperator.Multiply when isRight => left.Scaling(right),
            BinaryOperator.Multiply when isLeft => right.Scaling(left),
            BinaryOperator.Multiply => left * right,
            BinaryOperator.Divide when isLeft => new CoqTerm($"{right.Within(0)}^-1", CoqTerm.Power).Scaling(left),
            BinaryOperator.Divide => left / right,
            _ => throw Refused($"{MethodPrinter.Print(binary)} has no term for all k"),
        };
    }

    private CoqTerm Power(CoqTerm basis, Expression exponent, TermScope scope)
    {
        var power = Natural(exponent, scope);
        return power.Variable is null && power.Offset < 0
            ? new CoqTerm($"{basis.Within(0)} ^- {-power.Offset}", CoqTerm.Power)
            : new CoqTerm($"{basis.Within(0)} ^+ {power}", CoqTerm.Power);
    }

    /// <summary>A sum from 0 or 1 on, as a sum of Coq's from 0 on.</summary>
    private CoqTerm Sum(SumExpression sum, TermScope scope)
    {
        var first = Natural(sum.First, scope);
        if (first is not { Variable: null, Offset: >= 0 })
        {
            throw Refused($"{MethodPrinter.Print(sum)} does not begin at a number");
        }

        var variable = names.Of(sum.Variable, null);
        var sums = new Dictionary<string, NaturalTerm>(scope.Sums) { [sum.Variable] = new(variable, first.Offset) };
        var count = Natural(sum.Last, scope) + (1 - first.Offset);
        return new(
            $@"\sum_({variable} < {count}) {Of(sum.Term, scope with { Sums = sums }).Within(CoqTerm.Times)}",
            CoqTerm.Plus
        );
    }
}
