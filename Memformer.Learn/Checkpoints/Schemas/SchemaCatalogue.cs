using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Files;
using Memformer.Learn.Models;
using Memformer.Theory;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>The schemas that can be read, in the order in which they are tried.</summary>
internal static class SchemaCatalogue
{
    public static IReadOnlyList<Schema> All { get; } =
    [
        new MemformerSchema(),
        new PlainSchema(),
        new DynamicSchema(),
        new UnitStepDynamicSchema(),
        new MultiHeadDynamicSchema(),
        new SharedGatesSchema("lfom-accumulated", UpdateForm.Accumulated),
        new SharedGatesSchema("lfom-residual", UpdateForm.Residual),
        new HistorySchema(),
    ];

    public static Schema Find(string name) =>
        All.FirstOrDefault(schema => schema.Name == name)
        ?? throw new UsageException(
            $"schema {Printable.Quote(name)}: allowed are {string.Join(", ", All.Select(schema => schema.Name))}"
        );

    /// <summary>Reads a file by the given schema, or by the first that recognises it.</summary>
    public static Checkpoint Map(ModelFile file, Schema? forced)
    {
        var matches = (forced is null ? All : [forced]).Select(schema => new SchemaMatch(schema, file)).ToList();
        var match = matches.FirstOrDefault(match =>
            match.Fits && (forced is not null || match.Schema.Recognises(match))
        );
        return match is null
            ? throw new UnrecognisedSchemaException(file, [.. matches.SelectMany(match => match.Rows)])
            : match.Schema.Map(match);
    }
}
