using System.Text;
using Memformer.Theory.Algebra;
using Memformer.Theory.Methods.Iterates;

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
            w = coefficients
                .Entries.Rows[l]
                .Zip(gradients)
                .Aggregate(w, (sum, term) => sum - term.Second.ScaledBy(term.First));
            yield return w;
        }
    }

    /// <summary>The method in the method language, one equation per step.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"method {name}\n");
        var parameters = Parameters();
        if (parameters.Count > 0)
        {
            text.Append($"parameters {string.Join(", ", parameters)}\n");
        }

        for (var l = 0; l < coefficients.Layers; l++)
        {
            text.Append($"w[{l + 1}] = w[{l}]");
            for (var j = 0; j <= l; j++)
            {
                text.Append(
                    coefficients.Entries[l, j].IsZero ? "" : $" - ({coefficients.Entries[l, j]}) * grad(w[{j}])"
                );
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private List<string> Parameters()
    {
        var scalars = coefficients.Symbols.Select(symbol => symbol.Name + (symbol.Index is null ? "" : "[k]"));
        var letters = coefficients
            .Entries.Where(value => value.Scalar is null)
            .SelectMany(value => value.Matrix.Terms)
            .SelectMany(term => term.Word.Factors)
            .Select(factor => factor.Letter);
        var matrices = letters.Select(letter => $"{letter.Name}{(letter.Index is null ? "" : "[k]")}: {Kind(letter)}");
        return [.. scalars.Concat(matrices).Distinct()];
    }

    private static string Kind(Letter letter) =>
        letter.CommutingFamily is not null ? "diagonal"
        : letter.IsSymmetric ? "symmetric"
        : "matrix";
}
