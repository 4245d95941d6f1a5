using System.Text;
using Memformer.Theory.Algebra;

namespace Memformer.Theory.Methods;

/// <summary>A method given by its canonical form.</summary>
internal sealed class TableDefinition(string name, CanonicalForm coefficients) : MethodDefinition
{
    internal override IEnumerable<SymbolicIterate> Answers(
        GradientTrace trace,
        IReadOnlyDictionary<Symbol, Rational> values
    )
    {
        var gradients = new List<SymbolicIterate>();
        var w = trace.Start;
        for (var l = 0; l < coefficients.Layers; l++)
        {
            gradients.Add(w.Gradient());
            w = coefficients.Row(l).Zip(gradients).Aggregate(w, (sum, term) => sum - term.Second.ScaledBy(term.First));
            yield return w;
        }
    }

    public override string ToString()
    {
        var text = new StringBuilder($"method {name}\n");
        for (var l = 0; l < coefficients.Layers; l++)
        {
            text.Append($"w[{l + 1}] = w[{l}]");
            for (var j = 0; j <= l; j++)
            {
                text.Append(coefficients.Row(l)[j].IsZero ? "" : $" - ({coefficients.Row(l)[j]})*grad(w[{j}])");
            }
            text.Append('\n');
        }
        return text.ToString();
    }
}
