using Memformer.Theory.Algebra;

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

    public override string ToString() => analysis.Text.ToString();
}
