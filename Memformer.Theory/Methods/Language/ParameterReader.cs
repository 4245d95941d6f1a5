using Memformer.Theory.Algebra;
using Memformer.Theory.Methods.Iterates;

namespace Memformer.Theory.Methods.Language;

/// <summary>Reads the declaration of a parameter.</summary>
internal static class ParameterReader
{
    private const int MaximalIndices = 2;

    private static readonly Dictionary<string, ParameterKind> Kinds = new()
    {
        [""] = ParameterKind.Scalar,
        ["scalar"] = ParameterKind.Scalar,
        ["matrix"] = ParameterKind.Matrix,
        ["symmetric"] = ParameterKind.SymmetricMatrix,
        ["diagonal"] = ParameterKind.DiagonalMatrix,
        ["integer"] = ParameterKind.Integer,
    };

    internal static MethodParameter Read(ParameterDeclaration declaration, SourceText source)
    {
        MethodSyntaxException Error(string problem, params string[] expected) =>
            source.Error(declaration.Position, problem, expected);

        var name = declaration.Name;
        if (!Kinds.TryGetValue(declaration.Kind, out var kind))
        {
            throw Error($"unknown kind '{declaration.Kind}' of {name}", [.. Kinds.Keys.Where(key => key.Length > 0)]);
        }

        var indices = declaration.Indices;
        if (indices.Count > MaximalIndices || (indices.Count == MaximalIndices && kind != ParameterKind.Scalar))
        {
            throw Error($"{name} has {indices.Count} indices; a scalar has at most 2, a matrix at most 1");
        }

        if (indices.Count > 0 && (kind == ParameterKind.Integer || indices[0] != IndexForm.K))
        {
            var problem = kind == ParameterKind.Integer ? "an integer has no index" : "the first index is called k";
            throw Error($"{name}[{string.Join(", ", indices)}]: {problem}");
        }

        var value = Value(declaration.Value, Error, name);
        var isGiven = declaration.Value.StartsWith('=');
        var parameter = new MethodParameter(name, indices.Count, kind, value)
        {
            Given = isGiven ? value : null,
            IsNonnegative = declaration.IsNonnegative,
        };
        if (declaration.IsNonnegative && (parameter.IsMatrix || value?.Sign < 0))
        {
            throw Error(
                parameter.IsMatrix
                    ? $"the matrix {name} is a letter and has no sign"
                    : $"the value {value} of {name} is negative; {name} >= 0 was asked for"
            );
        }

        if (declaration.Value.Length == 0 && kind == ParameterKind.Integer)
        {
            throw Error($"the integer {name} has no value", $"{name}: integer = 5");
        }

        if (declaration.Value.Length > 0 && parameter.IsMatrix)
        {
            throw Error($"the matrix {name} is a letter and has no value");
        }

        if (kind == ParameterKind.Integer && !isGiven)
        {
            throw Error($"'~' after {name}: an integer has its value after '='");
        }

        return kind == ParameterKind.Integer && !parameter.Typical!.Value.IsInteger
            ? throw Error($"the integer {name} has the value {parameter.Typical}")
            : parameter;
    }

    private static Rational? Value(string written, Func<string, string[], MethodSyntaxException> error, string name)
    {
        if (written.Length == 0)
        {
            return null;
        }

        return Rational.TryParse(written[1..], null, out var value)
            ? value
            : throw error($"the value {written[1..]} of {name} is no number", ["a number such as 3, 1/10 or 0.25"]);
    }
}
