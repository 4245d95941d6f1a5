namespace Memformer.Theory.Methods.Language;

/// <summary>Checks that every name of a text is declared, and has as many indices as it was declared with.</summary>
internal sealed class NameCheck(MethodAnalysis method)
{
    /// <summary>The name of the identity matrix, unless a method declares it otherwise.</summary>
    internal const string Identity = "I";

    internal void Run()
    {
        foreach (var sequence in method.Sequences.Values)
        {
            foreach (var equation in sequence.Equations)
            {
                var hasK =
                    equation.Left is IndexedExpression { Indices: [var index] }
                    && IndexForm.Of(index) is { HasK: true };
                Check(equation.Right, hasK, []);
                if (equation.Condition is { } condition)
                {
                    Check(condition.Left, true, []);
                    Check(condition.Right, true, []);
                }
            }
        }

        foreach (var relation in method.Relations.Values)
        {
            Check(relation.Square, relation.Letter is IndexedExpression, []);
        }

        Check(method.Output.Value, true, []);
    }

    private void Check(Expression expression, bool hasK, IReadOnlyList<string> variables)
    {
        // Chains of operators nest to the left and can be long: that side is followed without recursion.
        while (expression is BinaryExpression binary)
        {
            Check(binary.Right, hasK, variables);
            expression = binary.Left;
        }

        switch (expression)
        {
            case NameExpression { Name: IndexForm.K } k when !hasK:
                throw method.Source.Error(k.Position, "k has no value here: the equation is for one index");
            case NameExpression { Name: IndexForm.K }:
            case NameExpression { Name: Identity } when !method.Declares(Identity):
                return;
            case NameExpression name when variables.Contains(name.Name):
                return;
            case NameExpression name:
                CheckReference(name.Name, 0, name.Position);
                return;
            case IndexedExpression indexed:
                CheckReference(indexed.Name, indexed.Indices.Count, indexed.Position);
                break;
            case SumExpression sum:
                CheckVariable(sum, variables);
                Check(sum.First, hasK, variables);
                Check(sum.Last, hasK, variables);
                Check(sum.Term, hasK, [.. variables, sum.Variable]);
                return;
            default:
                break;
        }

        foreach (var child in expression.Children())
        {
            Check(child, hasK, variables);
        }
    }

    private void CheckReference(string name, int indices, SourcePosition position)
    {
        var declared = IndexCount(name);
        if (declared is null)
        {
            var near = Nearest.To(name, [.. Known()]).FirstOrDefault();
            var hint = near is null
                ? $"declare it: parameters {name}{(indices > 0 ? "[k]" : "")}"
                : $"did you mean {near}?";
            throw method.Source.Error(position, $"unknown name {name}; {hint}");
        }

        if (declared != indices)
        {
            string Counted(int count) =>
                count == 0 ? "no index"
                : count == 1 ? "one index"
                : $"{count} indices";
            throw method.Source.Error(
                position,
                $"{name} is used with {Counted(indices)}; it has {Counted(declared.Value)}"
            );
        }
    }

    private int? IndexCount(string name)
    {
        if (method.Parameter(name) is { } parameter)
        {
            return parameter.IndexCount;
        }

        if (method.Sequences.TryGetValue(name, out var sequence))
        {
            return sequence.Constant is null ? 1 : 0;
        }

        return !method.Relations.TryGetValue(name, out var relation) ? null
            : relation.Letter is IndexedExpression ? 1
            : 0;
    }

    private void CheckVariable(SumExpression sum, IReadOnlyList<string> variables)
    {
        if (sum.Variable == IndexForm.K || variables.Contains(sum.Variable) || Known().Contains(sum.Variable))
        {
            throw method.Source.Error(sum.Position, $"the sum's index {sum.Variable} has another meaning already");
        }
    }

    private IEnumerable<string> Known() =>
        method
            .Parameters.Select(parameter => parameter.Name)
            .Concat(method.Sequences.Keys)
            .Concat(method.Relations.Keys);
}
