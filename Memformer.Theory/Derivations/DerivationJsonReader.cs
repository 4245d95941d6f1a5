using System.Text.Json;
using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;
using Memformer.Theory.Networks;

namespace Memformer.Theory.Derivations;

/// <summary>Reads the JSON of a derivation; the method's text tells which names are matrices.</summary>
internal sealed class DerivationJsonReader
{
    private readonly JsonElement _root;
    private readonly InfixReader _formulas;

    public DerivationJsonReader(JsonElement root)
    {
        _root = root;
        _formulas = new InfixReader(LinearMethod.Parse(Text("definition"), Text("method")).Parameters);
    }

    public DerivationRecord Read()
    {
        var coefficients = CanonicalForm.FromMatrices(
            Get("coefficients").EnumerateArray().Select(row => List(row, Matrix))
        );
        return new(
            Text("method"),
            Text("definition"),
            Text("architecture"),
            Get("realizable").GetBoolean(),
            Text("reason"),
            Get("steps").GetInt32(),
            Get("anyStart").GetBoolean(),
            coefficients,
            Get("weights").GetArrayLength() == 0 ? null : Weights(Get("weights")),
            List(Get("proofs"), Proof)
        );
    }

    private ExactWeights Weights(JsonElement layers)
    {
        var architecture = Architecture.Find(Text("architecture"));
        var gates = List(layers, layer => layer.GetProperty("gates"));
        return new(architecture, List(layers, Heads), ReadGates(architecture, gates));
    }

    private IReadOnlyList<ExactHead> Heads(JsonElement layer)
    {
        var (p, q) = (layer.GetProperty("P"), layer.GetProperty("Q"));
        var isSingle = p[0][0].ValueKind == JsonValueKind.String;
        return isSingle
            ? [new(Blocks(p), Blocks(q))]
            : [.. List(p, Blocks).Zip(List(q, Blocks), (left, right) => new ExactHead(left, right))];
    }

    private BlockMatrix Blocks(JsonElement rows) =>
        PromptAlgebra.Weights(Matrix(rows[0][0]), MatrixPolynomial.Scalar(Scalar(rows[1][1]), Dimension.One));

    private Gates ReadGates(Architecture architecture, IReadOnlyList<JsonElement> layers) =>
        architecture switch
        {
            TiedArchitecture tied => ReadGates(tied.Untied, layers),
            LinearArchitecture => new Gates.None(),
            DynamicArchitecture => new Gates.Dynamic(Column(layers, "alpha"), Column(layers, "gamma")),
            SharedLfomArchitecture => new Gates.Shared(
                Column(layers, "shared"),
                layers[0].GetProperty("update").GetString() == "residual"
                    ? UpdateForm.Residual
                    : UpdateForm.Accumulated,
                layers[0].TryGetProperty("query", out _) ? Column(layers, "query") : null
            ),
            _ => new Gates.Lfom([.. layers.Select(layer => List(layer.GetProperty("lfom"), PerHead))]),
        };

    private IReadOnlyList<RationalFunction> PerHead(JsonElement gates) =>
        gates.ValueKind == JsonValueKind.String ? [Scalar(gates)] : List(gates, Scalar);

    private IReadOnlyList<RationalFunction> Column(IReadOnlyList<JsonElement> layers, string key) =>
        [.. layers.Select(layer => Scalar(layer.GetProperty(key)))];

    private static ProofOutcome Proof(JsonElement proof) =>
        new(
            proof.GetProperty("name").GetString()!,
            proof.GetProperty("holds").GetBoolean(),
            proof.GetProperty("milliseconds").GetDouble()
        );

    private MatrixPolynomial Matrix(JsonElement formula) => _formulas.Matrix(formula.GetString()!);

    private RationalFunction Scalar(JsonElement formula) => _formulas.Scalar(formula.GetString()!);

    private static IReadOnlyList<T> List<T>(JsonElement array, Func<JsonElement, T> read) =>
        [.. array.EnumerateArray().Select(read)];

    private string Text(string key) => Get(key).GetString()!;

    private JsonElement Get(string key) =>
        _root.TryGetProperty(key, out var value) ? value : throw new FormatException($"the key '{key}' is missing");
}
