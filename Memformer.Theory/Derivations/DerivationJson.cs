using System.Text.Json;
using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;
using Memformer.Theory.Networks;
using Memformer.Theory.Typesetting;

namespace Memformer.Theory.Derivations;

/// <summary>
/// Derivations as JSON. The keys are stable: <c>method, layers, steps, anyStart, architecture, realizable, reason,
/// coefficients, weights, proofs</c>, and <c>definition</c>, the method's text. <c>anyStart</c> says whether the coefficients
/// are the method's for every w_0; else for w_0 = 0, where networks start. Formulas are in the form of <see cref="Infix"/>. A layer's
/// <c>P</c> and <c>Q</c> are 2×2 blocks, a list of them when there are several heads.
/// </summary>
public static class DerivationJson
{
    /// <summary>The JSON of a derivation.</summary>
    public static string Write(DerivationRecord derivation)
    {
        ArgumentNullException.ThrowIfNull(derivation);
        return JsonText.Of(json =>
        {
            json.WriteStartObject();
            json.WriteString("method", derivation.Method);
            json.WriteNumber("layers", derivation.Layers);
            json.WriteNumber("steps", derivation.Steps);
            json.WriteBoolean("anyStart", derivation.HoldsFromAnyStart);
            json.WriteString("architecture", derivation.Architecture);
            json.WriteBoolean("realizable", derivation.IsRealizable);
            json.WriteString("reason", derivation.Reason);
            WriteArray(json, "coefficients", Rows(derivation.Coefficients), row => WriteStrings(json, row));
            WriteWeights(json, derivation.Weights);
            WriteArray(json, "proofs", derivation.Proofs, proof => WriteProof(json, proof));
            json.WriteString("definition", derivation.Definition);
            json.WriteEndObject();
        });
    }

    private static IEnumerable<IEnumerable<string>> Rows(CanonicalForm form) =>
        form.Entries.Rows.Select(row =>
            row.Select(value => form.IsScalar ? Infix.Of(value.Scalar!) : Infix.Of(value.Matrix))
        );

    internal static void WriteWeights(Utf8JsonWriter json, ExactWeights? weights) =>
        WriteArray(json, "weights", Layers(weights), layer => WriteLayer(json, weights!, layer));

    private static IEnumerable<int> Layers(ExactWeights? weights) => Enumerable.Range(0, weights?.Layers ?? 0);

    private static void WriteLayer(Utf8JsonWriter json, ExactWeights weights, int layer)
    {
        json.WriteStartObject();
        json.WriteNumber("layer", layer);
        WriteHeads(json, "P", [.. weights.Heads[layer].Select(head => head.P)]);
        WriteHeads(json, "Q", [.. weights.Heads[layer].Select(head => head.Q)]);
        json.WritePropertyName("gates");
        WriteGates(json, weights, layer);
        json.WriteEndObject();
    }

    private static void WriteHeads(Utf8JsonWriter json, string key, IReadOnlyList<BlockMatrix> heads)
    {
        json.WritePropertyName(key);
        if (heads.Count == 1)
        {
            WriteBlocks(json, heads[0]);
            return;
        }

        json.WriteStartArray();
        foreach (var head in heads)
        {
            WriteBlocks(json, head);
        }

        json.WriteEndArray();
    }

    private static void WriteBlocks(Utf8JsonWriter json, BlockMatrix matrix)
    {
        json.WriteStartArray();
        for (var row = 0; row < matrix.Rows; row++)
        {
            WriteStrings(json, Enumerable.Range(0, matrix.Columns).Select(column => Block(matrix[row, column])));
        }

        json.WriteEndArray();
    }

    /// <summary>A number without I when the block is 1×1.</summary>
    private static string Block(MatrixPolynomial block) =>
        block.Shape == PromptAlgebra.Scalar && block.TryGetScalar(out var number) ? Infix.Of(number) : Infix.Of(block);

    private static void WriteGates(Utf8JsonWriter json, ExactWeights weights, int layer)
    {
        json.WriteStartObject();
        foreach (var table in weights.Gates.Tables)
        {
            switch (table)
            {
                case GateTable.Columns columns:
                    WriteColumns(json, columns, layer);
                    break;
                case GateTable.Triangle { Key: var key, Gates: var gates } when weights.HeadCount == 1:
                    WriteArray(json, key, gates.Rows[layer], heads => json.WriteStringValue(Infix.Of(heads[0])));
                    break;
                case GateTable.Triangle { Key: var key, Gates: var gates }:
                    WriteArray(json, key, gates.Rows[layer], heads => WriteStrings(json, heads.Select(Infix.Of)));
                    break;
            }
        }

        json.WriteEndObject();
    }

    private static void WriteColumns(Utf8JsonWriter json, GateTable.Columns columns, int layer)
    {
        foreach (var column in columns.All)
        {
            json.WriteString(column.Key, Infix.Of(column.Values[layer]));
            if (column.Update is { } update)
            {
                json.WriteString("update", update == UpdateForm.Residual ? "residual" : "accumulated");
            }
        }
    }

    internal static void WriteProof(Utf8JsonWriter json, ProofOutcome proof)
    {
        json.WriteStartObject();
        json.WriteString("name", proof.Name);
        json.WriteBoolean("holds", proof.Holds);
        json.WriteNumber("milliseconds", proof.Milliseconds);
        json.WriteEndObject();
    }

    internal static void WriteArray<T>(Utf8JsonWriter json, string key, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(key);
        foreach (var item in items)
        {
            write(item);
        }

        json.WriteEndArray();
    }

    internal static void WriteStrings(Utf8JsonWriter json, IEnumerable<string> items)
    {
        json.WriteStartArray();
        foreach (var item in items)
        {
            json.WriteStringValue(item);
        }

        json.WriteEndArray();
    }
}
