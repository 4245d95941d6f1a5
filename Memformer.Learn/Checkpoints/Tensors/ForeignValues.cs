using Memformer.Learn.Files;

namespace Memformer.Learn.Checkpoints.Tensors;

/// <summary>Words for the values of foreign types that lie beside a network.</summary>
internal static class ForeignValues
{
    private const int MostTypes = 4;

    /// <summary>Such as <c>3 values of 2 foreign types (argparse.Namespace, numpy.float64)</c>.</summary>
    public static string Describe(IReadOnlyList<string> types)
    {
        List<string> distinct = types.Distinct().Order(StringComparer.Ordinal).ToList();
        string shown = string.Join(", ", distinct.Take(MostTypes).Select(type => Printable.Quote(type).Trim('\'')));
        return $"{Counted.Of(types.Count, "value")} of {distinct.Count} foreign "
            + $"{(distinct.Count == 1 ? "type" : "types")} ({shown}{(distinct.Count > MostTypes ? ", …" : "")})";
    }
}
