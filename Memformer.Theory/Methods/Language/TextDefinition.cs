using Memformer.Theory.Algebra;
using Memformer.Theory.Methods.Iterates;

namespace Memformer.Theory.Methods.Language;

/// <summary>A method given by a text.</summary>
internal sealed class TextDefinition(MethodAnalysis analysis) : MethodDefinition
{
    internal override IEnumerable<SymbolicIterate> Answers(
        GradientTrace trace,
        IReadOnlyDictionary<Symbol, Rational> values
    )
    {
        var interpreter = new Interpreter(analysis, trace, new ParameterValues(analysis, values));
        for (var k = 1; ; k++)
        {
            yield return interpreter.Answer(k);
        }
    }

    internal override (AlgebraicRelations Fixed, AlgebraicRelations All) Relations(
        int layers,
        IReadOnlyDictionary<Symbol, Rational> values
    )
    {
        var interpreter = new Interpreter(
            analysis,
            new GradientTrace(new HashSet<int>()),
            new ParameterValues(analysis, values)
        );
        return (interpreter.FixedRelations, interpreter.Relations(layers + 1));
    }

    public override string ToString() => analysis.Text.ToString();
}
