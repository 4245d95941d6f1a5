using Memformer.Learn.Models;
using Memformer.Theory;

namespace Memformer.Learn.Auditing;

/// <summary>Checks that an audit's options make sense for a network.</summary>
internal static class AuditArguments
{
    /// <summary>The number of context tokens that the audit uses.</summary>
    public static int Check(NetworkWeights weights, AuditOptions options)
    {
        if (!(options.Tolerance > 0 && options.Tolerance < 1))
        {
            throw new UsageException($"tolerance {options.Tolerance}: must be above 0 and below 1");
        }

        if (options.Prompts < 0)
        {
            throw new UsageException($"prompts {options.Prompts}: must be at least 0");
        }

        if (options.Law.Dimension != weights.Dimension)
        {
            throw new UsageException(
                $"the covariance has {options.Law.Dimension} rows, the network has d = {weights.Dimension}"
            );
        }

        if (options.Context is int asked && weights.Context is int own && asked != own)
        {
            throw new UsageException($"context {asked}: the network was made for {own} context tokens");
        }

        return (options.Context ?? weights.Context) switch
        {
            int context and > 0 => context,
            int context => throw new UsageException($"context {context}: must be at least 1"),
            null => throw new UsageException(
                "the network's file does not say how many context tokens its prompts have; give --context"
            ),
        };
    }
}
