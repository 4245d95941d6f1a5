using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Theory;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>A file that holds tensors, in which no schema finds its network.</summary>
public sealed class UnrecognisedSchemaException : InvalidInputException
{
    internal UnrecognisedSchemaException(ModelFile file, IReadOnlyList<SchemaRow> rows)
        : base(file.Path, Summary(file, rows)) =>
        (Rows, HasNearest, IsOutside) = (rows, IsNear(rows), !IsNear(rows) && OutsideFamily.OfNames(file) is not null);

    /// <summary>For each schema and tensor, what was expected and what is there.</summary>
    public IReadOnlyList<SchemaRow> Rows { get; }

    /// <summary>Whether some schema knows tensors of these names, so that a comparison with it says what is wrong.</summary>
    public bool HasNearest { get; }

    /// <summary>Whether its names are those of a well-known network outside the family, which no map can bring into it.</summary>
    public bool IsOutside { get; }

    private static bool IsNear(IReadOnlyList<SchemaRow> rows) =>
        rows.Any(row => row.Expected != "nothing" && row.Found != "absent");

    private static string Summary(ModelFile file, IReadOnlyList<SchemaRow> rows)
    {
        List<string> schemas = rows.Select(row => row.Schema).Distinct().ToList();
        if (!IsNear(rows))
        {
            if (OutsideFamily.OfNames(file) is { } known)
            {
                return known;
            }

            string names = string.Join(
                ", ",
                file.Tensors.Take(3).Select(entry => $"{Printable.Quote(entry.Key)} {entry.Value.ShapeText}")
            );
            return $"no network found in its {file.Tensors.Count} tensors, {names}{(file.Tensors.Count > 3 ? ", …" : "")}: "
                + "their names are those of no layout";
        }
        // The schema with the fewest disagreements is the one that the file was probably meant for.
        string? nearest = schemas.MinBy(schema => rows.Count(row => row.Schema == schema && !row.Fits));
        SchemaRow first = rows.First(row => row.Schema == nearest && !row.Fits);
        return $"no network found in its {file.Tensors.Count} tensors; nearest schema {nearest}: "
            + $"{Printable.Quote(first.Tensor)} is {first.Found}, expected {first.Expected}";
    }
}
