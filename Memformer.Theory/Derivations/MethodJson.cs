using System.Text.Json;
using Memformer.Theory.Methods;
using Memformer.Theory.Typesetting;

namespace Memformer.Theory.Derivations;

/// <summary>Methods as JSON: <c>[{ name, title, source, description, parameters: [{ name, kind, typical }], definition }]</c>.</summary>
public static class MethodJson
{
    /// <summary>The JSON of some methods.</summary>
    public static string Write(IReadOnlyList<LinearMethod> methods)
    {
        ArgumentNullException.ThrowIfNull(methods);
        return JsonText.Of(json =>
        {
            json.WriteStartArray();
            foreach (var method in methods)
            {
                WriteMethod(json, method);
            }

            json.WriteEndArray();
        });
    }

    private static void WriteMethod(Utf8JsonWriter json, LinearMethod method)
    {
        json.WriteStartObject();
        json.WriteString("name", method.Name);
        json.WriteString("title", method.Title);
        json.WriteString("source", method.Source);
        json.WriteString("description", method.Description);
        json.WriteStartArray("parameters");
        foreach (var parameter in method.Parameters)
        {
            json.WriteStartObject();
            json.WriteString("name", parameter.ToString());
            json.WriteString("kind", parameter.Kind.ToString());
            json.WriteBoolean("nonnegative", parameter.IsNonnegative);
            json.WriteString("typical", parameter.Typical?.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("definition", method.ToString());
        json.WriteEndObject();
    }
}
