using System.Text;
using System.Text.Json;
using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Auditing.Steps;

namespace Memformer.Cli.Reports.Auditing;

/// <summary>Numbers, matrices and fitted parameters in JSON, which has no infinity and no NaN: they become null.</summary>
internal static class JsonNumbers
{
    private static readonly JsonWriterOptions Layout = new() { Indented = true, NewLine = "\n" };

    /// <summary>An object as indented text, with a line break at the end.</summary>
    /// <param name="write">Writes its properties.</param>
    public static string Text(Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, Layout))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    /// <summary>Writes a number, or null.</summary>
    public static void WriteFinite(this Utf8JsonWriter json, double? value)
    {
        if (value is double number && double.IsFinite(number))
        {
            json.WriteNumberValue(number);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    /// <summary>Writes a property that is a number, or null.</summary>
    public static void WriteFinite(this Utf8JsonWriter json, string name, double? value)
    {
        json.WritePropertyName(name);
        json.WriteFinite(value);
    }

    /// <summary>Writes a property that is an array.</summary>
    public static void WriteArray<T>(
        this Utf8JsonWriter json,
        string name,
        IEnumerable<T> items,
        Action<Utf8JsonWriter, T> write
    )
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            write(json, item);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes a property that is a matrix, an array of rows.</summary>
    public static void WriteMatrix(this Utf8JsonWriter json, string name, Matrix<double> matrix) =>
        json.WriteArray(
            name,
            matrix.EnumerateRows(),
            (writer, row) =>
            {
                writer.WriteStartArray();
                foreach (double value in row)
                {
                    writer.WriteFinite(value);
                }

                writer.WriteEndArray();
            }
        );

    /// <summary>
    /// Writes two properties that are objects of parameters, their numbers and their standard errors; a number that is
    /// undetermined or unknown is null.
    /// </summary>
    public static void WriteParameters(this Utf8JsonWriter json, IReadOnlyList<FittedParameter> parameters)
    {
        json.WriteParameters("parameters", parameters, parameter => parameter.Values);
        json.WriteParameters("standardErrors", parameters, parameter => parameter.Errors);
    }

    private static void WriteParameters(
        this Utf8JsonWriter json,
        string name,
        IReadOnlyList<FittedParameter> parameters,
        Func<FittedParameter, IReadOnlyList<double?>> numbers
    )
    {
        json.WriteStartObject(name);
        foreach (FittedParameter parameter in parameters)
        {
            if (parameter.IsList)
            {
                json.WriteArray(parameter.Name, numbers(parameter), (writer, value) => writer.WriteFinite(value));
            }
            else
            {
                json.WriteFinite(parameter.Name, numbers(parameter)[0]);
            }
        }

        json.WriteEndObject();
    }
}
