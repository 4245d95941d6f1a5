using System.Text.Json;
using Memformer.Theory.Networks;
using Memformer.Theory.Typesetting;

namespace Memformer.Theory.Derivations;

/// <summary>
/// The table methods × architectures as JSON: <c>{ layers, methods: [{ method, heads, headsAtMostDimension, registers, methodRegisters, architectures: {
/// NAME: { realizable: [true, …] by depth from 1, numbers: [true, …], reason, values } } }] }</c>; <c>numbers</c> is for
/// gates that are one number for all tokens. Of a method with several gradients a step, only the depths at which a step ends
/// are listed.
/// </summary>
public static class RealizabilityJson
{
    /// <summary>The JSON of the table.</summary>
    public static string Write(IReadOnlyList<RealizabilityRow> rows, int layers)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return JsonText.Of(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("layers", layers);
            json.WriteStartArray("methods");
            foreach (var row in rows)
            {
                WriteRow(json, row);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void WriteRow(Utf8JsonWriter json, RealizabilityRow row)
    {
        json.WriteStartObject();
        json.WriteString("method", row.Method.Name);
        json.WriteNumber("heads", row.LeastHeads);
        json.WriteBoolean("headsAtMostDimension", row.IsDiagonal);
        json.WriteNumber("registers", row.Registers);
        json.WriteNumber("methodRegisters", row.MethodRegisters);
        json.WriteStartObject("architectures");
        foreach (var cell in row.Cells.Concat(row.Tied))
        {
            json.WriteStartObject(cell.Architecture.Name);
            json.WriteStartArray("realizable");
            foreach (var realization in cell.ByDepth)
            {
                json.WriteBooleanValue(realization.IsRealizable);
            }

            json.WriteEndArray();
            json.WriteStartArray("numbers");
            foreach (var realization in cell.ByDepth)
            {
                json.WriteBooleanValue(realization.IsRealizableWithNumbers);
            }

            json.WriteEndArray();
            json.WriteString("reason", TextDocument.Line((cell.FirstFailure ?? cell.Deepest).Reason));
            WriteRemedies(json, cell.FirstFailure?.Obstruction);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteRemedies(Utf8JsonWriter json, Obstruction? obstruction)
    {
        json.WriteStartArray("values");
        foreach (var remedy in obstruction?.Remedies ?? [])
        {
            json.WriteStringValue($"{Infix.Of(remedy.Parameter)} = {Infix.Of(remedy.Value)}");
        }

        json.WriteEndArray();
    }
}
