using System.Text;
using MathNet.Numerics.LinearAlgebra;

namespace Memformer.Learn.Exporting;

/// <summary>
/// A learned method in the method language, one equation for each layer, that <c>derive</c> reads. Coefficients on the
/// identity are numbers; other matrices stay letters, whose learned values stand in the comments.
/// </summary>
public sealed class MethodLanguageExport : MethodExport
{
    internal MethodLanguageExport()
        : base("lfom", ".lfom") { }

    /// <inheritdoc/>
    public override string Write(LearnedMethod method, ExportOptions options)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(options);
        FactoredForm scalar = FactoredForm.Scalar(method.Form);
        FactoredForm factored = FactoredForm.Of(method.Form);
        StringBuilder text = new($"# {options.Origin}\nmethod {options.Name}\n");
        if (scalar.Deviation <= options.Tolerance)
        {
            Comment(text, scalar.Deviation, "multiples of the identity");
            Equations(text, method.Layers, (l, j) => Term(scalar.Coefficients[l, j], ""));
        }
        else if (factored.Deviation <= options.Tolerance)
        {
            Comment(text, factored.Deviation, "multiples of one matrix for each gradient");
            Values(text, factored.Preconditioners.Select((matrix, j) => ($"A[{j}]", matrix)));
            text.Append("parameters A[k]: matrix\n");
            Equations(text, method.Layers, (l, j) => Term(factored.Coefficients[l, j], $"A[{j}]*"));
        }
        else
        {
            Values(
                text,
                from layer in Enumerable.Range(0, method.Layers)
                from j in Enumerable.Range(0, layer + 1)
                select ($"C{layer}[{j}]", method.Form[layer, j])
            );
            IEnumerable<string> letters = Enumerable.Range(0, method.Layers).Select(layer => $"C{layer}[k]: matrix");
            text.Append($"parameters {string.Join(", ", letters)}\n");
            Equations(text, method.Layers, (l, j) => $" - C{l}[{j}]*");
        }

        return text.ToString();
    }

    private static void Comment(StringBuilder text, double deviation, string form) =>
        text.Append(
            deviation <= SourceText.Rounding
                ? $"# Its matrices are {form}.\n"
                : $"# Its matrices are {form} up to {Numbers.Percent(deviation)}.\n"
        );

    private static void Values(StringBuilder text, IEnumerable<(string Name, Matrix<double> Value)> matrices)
    {
        foreach ((string name, Matrix<double> value) in matrices)
        {
            text.Append($"# {name} = {Numbers.Rows(value, '[', ']', "#     ")}\n");
        }
    }

    private static string Term(double coefficient, string matrix) =>
        coefficient == 0 ? "" : $" {(coefficient < 0 ? "+" : "-")} {Numbers.Plain(Math.Abs(coefficient))}*{matrix}";

    private static void Equations(StringBuilder text, int layers, Func<int, int, string> term)
    {
        for (int layer = 0; layer < layers; layer++)
        {
            text.Append($"w[{layer + 1}] = w[{layer}]");
            for (int j = 0; j <= layer; j++)
            {
                string factor = term(layer, j);
                text.Append(factor.Length == 0 ? "" : $"{factor}grad(w[{j}])");
            }

            text.Append('\n');
        }
    }
}
