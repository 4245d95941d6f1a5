using System.Globalization;
using System.Text;
using System.Text.Json;
using Memformer.Theory.Algebra;
using Memformer.Theory.Spectra;

namespace Memformer.Cli.Commands;

/// <summary>What <c>memformer optimum</c> reports.</summary>
/// <param name="Optimum">The optimum.</param>
/// <param name="Places">Decimal places of the steps.</param>
internal sealed record OptimumReport(OptimalMethod Optimum, int Places)
{
    /// <summary>One JSON object.</summary>
    public string ToJson()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("dimension", Optimum.Dimension);
            json.WriteNumber("context", Optimum.Context);
            json.WriteNumber("layers", Optimum.Layers);
            json.WriteString("noise", Optimum.Noise.ToString());
            json.WriteStartObject("loss");
            json.WriteString("exact", Optimum.Loss.ToString());
            json.WriteNumber("value", Optimum.Loss.ToDouble());
            json.WriteEndObject();
            json.WriteStartArray("steps");
            foreach (RealRoot step in Optimum.Steps)
            {
                json.WriteRawValue(step.ToDecimal(Places));
            }

            json.WriteEndArray();
            json.WriteStartArray("polynomial");
            foreach (Rational coefficient in Optimum.Polynomial.Coefficients)
            {
                json.WriteStringValue(coefficient.ToString());
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    /// <summary>Text for the terminal.</summary>
    public string ToText()
    {
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"loss   {Optimum.Loss} = {Optimum.Loss.ToDouble():G12}");
        text.AppendLine(CultureInfo.InvariantCulture, $"p(h)   {Optimum.Polynomial.ToPolynomial(new Symbol("h"))}");
        foreach (RealRoot step in Optimum.Steps)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"step   {step.ToDecimal(Places)}");
        }

        return text.ToString();
    }
}
