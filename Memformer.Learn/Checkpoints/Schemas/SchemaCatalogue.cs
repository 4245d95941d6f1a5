using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Theory;
using Memformer.Theory.Networks;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>The schemas that can be read, in the order in which they are tried.</summary>
internal static class SchemaCatalogue
{
    public static IReadOnlyList<Schema> All { get; } =
    [
        new MemformerSchema(),
        new PlainSchema(),
        new DynamicSchema(),
        new UnitStepDynamicSchema("gamma_param"),
        new UnitStepDynamicSchema("gamma"),
        new MultiHeadDynamicSchema(),
        new SharedGatesSchema("lfom-accumulated", UpdateForm.Accumulated),
        new SharedGatesSchema("lfom-residual", UpdateForm.Residual),
        new MomentumGateSchema(),
        new ExpertsSchema("experts", softmax: false),
        new ExpertsSchema("experts-softmax", softmax: true),
        new HistorySchema(),
    ];

    /// <summary>The names for <c>--schema</c>.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. All.Select(schema => schema.Name).Distinct(),
        .. WithBlocks().Select(schema => BlockForms.WholeName(schema.Name)).Distinct(),
    ];

    /// <summary>What a name of <c>--schema</c> stands for.</summary>
    /// <exception cref="UsageException">It is no name of a schema.</exception>
    public static SchemaChoice Find(string name)
    {
        List<Schema> named = All.Where(schema => schema.Name == name).ToList();
        if (named.Count > 0)
        {
            return new SchemaChoice(named, BlockForm.Blocks);
        }

        List<Schema> whole = WithBlocks().Where(schema => BlockForms.WholeName(schema.Name) == name).ToList();
        return whole.Count > 0
            ? new SchemaChoice(whole, BlockForm.Whole)
            : throw new UsageException($"schema {Printable.Quote(name)}: allowed are {string.Join(", ", Names)}");
    }

    /// <summary>Reads a file by the given schema, or by the first that recognises it, or by the first map that fits.</summary>
    /// <param name="file">The file.</param>
    /// <param name="forced">What the user chose; null to recognise it.</param>
    /// <param name="context">n, where the user says it.</param>
    public static Checkpoint Map(ModelFile file, SchemaChoice? forced, int? context)
    {
        List<SchemaMatch> matches = (forced?.Schemas ?? All)
            .Select(schema => new SchemaMatch(schema, file) { Form = forced?.Form })
            .ToList();
        SchemaMatch? match = matches.FirstOrDefault(match =>
            match.Fits && (forced is not null || match.Schema.Recognises(match))
        );
        if (match is null)
        {
            if (forced is null && MapCatalogue.All.FirstOrDefault(map => MapReader.Fits(file, map)) is { } map)
            {
                return MapReader.Read(file, map, context);
            }

            throw new UnrecognisedSchemaException(file, [.. matches.SelectMany(match => match.Rows)]);
        }

        return forced is null && match.Schema.Ambiguity(match) is { } readings
            ? throw file.Invalid(readings)
            : match.Schema.Map(match);
    }

    private static IEnumerable<Schema> WithBlocks() => All.OfType<AllParameterSchema>();
}

/// <summary>What the user chose by <c>--schema</c>.</summary>
/// <param name="Schemas">The schemas of that name.</param>
/// <param name="Form">What square matrices of <c>allparam</c> are then.</param>
internal sealed record SchemaChoice(IReadOnlyList<Schema> Schemas, BlockForm Form);
