using Memformer.Learn.Models;
using Memformer.Learn.Numerics;
using Memformer.Theory;

namespace Memformer.Learn.Auditing;

/// <summary>Checks that an audit's options make sense for a network.</summary>
internal static class AuditArguments
{
    /// <summary>Multiply-adds that the prompts may cost: about a minute.</summary>
    private const double MostWork = 5e9;

    private const int MostPrompts = 10_000_000;

    /// <summary>Beyond this depth, fits of methods take minutes and gigabytes.</summary>
    private const int MostLayers = 64;

    /// <summary>L(L + 1)/2 matrices of the canonical form, each decomposed at a cost of d³: about a minute.</summary>
    private const double MostDecompositions = 2e8;

    /// <summary>The number of context tokens that the audit uses.</summary>
    public static int Check(NetworkWeights weights, AuditOptions options)
    {
        if (options.Tolerance is not (> 0 and < 1))
        {
            throw new UsageException($"tolerance {options.Tolerance}: must be above 0 and below 1");
        }

        if (options.Prompts is < 0 or > MostPrompts)
        {
            throw new UsageException($"prompts {options.Prompts}: must be 0 to {MostPrompts}");
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

        int checkedContext = Context(weights, options);
        CheckWork(checkedContext, weights.Dimension, options.Prompts);
        CheckWork(weights.Layers, weights.Dimension);
        return checkedContext;
    }

    private static void CheckWork(int context, int dimension, int prompts)
    {
        double one = (double)context * dimension * dimension;
        if (prompts * one > MostWork)
        {
            throw new UsageException(
                $"prompts {prompts}: with n = {context} and d = {dimension} they take {NumberText.Of(prompts * one, 3)} multiplications, allowed are {NumberText.Of(MostWork, 3)}; ask for {Math.Floor(MostWork / one):F0} or fewer"
            );
        }
    }

    private static void CheckWork(int layers, int dimension)
    {
        double decompositions = layers * (layers + 1.0) / 2 * Math.Pow(dimension, 3);
        if (layers > MostLayers || decompositions > MostDecompositions)
        {
            throw new UsageException(
                $"a network of {layers} layers and d = {dimension}: the weights of at most {MostLayers} layers, and L(L+1)/2 d³ up to {NumberText.Of(MostDecompositions, 3)}, are read as a method; an audit by behaviour asks it for answers instead"
            );
        }
    }

    private static int Context(NetworkWeights weights, AuditOptions options) =>
        (options.Context ?? weights.Context) switch
        {
            int context and > 0 => context,
            int context => throw new UsageException($"context {context}: must be at least 1"),
            null => throw new UsageException(
                "the network's file does not say how many context tokens its prompts have; give the context"
            ),
        };
}
