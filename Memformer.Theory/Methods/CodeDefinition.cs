using Memformer.Theory.Algebra;
using Memformer.Theory.Methods.Iterates;

namespace Memformer.Theory.Methods;

/// <summary>A method given by code.</summary>
internal sealed class CodeDefinition(string name, Func<SymbolicIterate, IEnumerable<SymbolicIterate>> iterates)
    : MethodDefinition
{
    internal override IEnumerable<SymbolicIterate> Answers(
        GradientTrace trace,
        IReadOnlyDictionary<Symbol, Rational> values
    ) => iterates(trace.Start);

    public override string ToString() => $"method {name}  # defined by code\n";
}
