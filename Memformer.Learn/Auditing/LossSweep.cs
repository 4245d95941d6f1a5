using Memformer.Learn.Estimates;
using Memformer.Learn.Limits;
using Memformer.Learn.Models;
using Memformer.Learn.Problems;
using Memformer.Learn.Solvers;

namespace Memformer.Learn.Auditing;

/// <summary>
/// What a network, the optimum and the usual estimators lose at one context length and depth, all without the noise of the query's
/// own answer.
/// </summary>
/// <param name="Context">n.</param>
/// <param name="Layers">L.</param>
/// <param name="Network">The network's; null where there is none.</param>
/// <param name="Optimum">The least loss of L layers; null beyond the depths that are known or estimated.</param>
/// <param name="GradientDescent">L steps of the size that is best; null beyond sixteen layers.</param>
/// <param name="Ridge">The regression that knows the tasks' second moment and σ: no answer linear in y is better.</param>
/// <param name="LeastSquares">The regression that knows nothing.</param>
/// <param name="Zero">Answering 0.</param>
public sealed record LossRow(
    int Context,
    int Layers,
    MeanEstimate? Network,
    OptimumEstimate? Optimum,
    MeanEstimate? GradientDescent,
    MeanEstimate Ridge,
    MeanEstimate LeastSquares,
    double Zero
);

/// <summary>Losses at several context lengths, or several depths.</summary>
/// <param name="Law">The law of the prompts.</param>
/// <param name="Rows">One for each, in the order that was asked for.</param>
/// <param name="Prompts">How many prompts the means are over.</param>
public sealed record LossSweep(DataLaw Law, IReadOnlyList<LossRow> Rows, int Prompts)
{
    /// <summary>The loss of a network at each context length.</summary>
    /// <param name="law">The law.</param>
    /// <param name="contexts">The lengths n ≥ 1.</param>
    /// <param name="network">The network as it is read for prompts of a length: its sums may depend on it.</param>
    /// <param name="prompts">How many prompts for each length, at least 2.</param>
    /// <param name="seed">Decides the prompts.</param>
    /// <param name="progress">Told how many lengths are done.</param>
    /// <exception cref="Theory.UsageException">The network is for prompts of another length.</exception>
    public static LossSweep OfNetwork(
        DataLaw law,
        IReadOnlyList<int> contexts,
        Func<int, NetworkWeights> network,
        int prompts,
        ulong seed,
        IProgress<int>? progress = null
    )
    {
        ArgumentNullException.ThrowIfNull(contexts);
        ArgumentNullException.ThrowIfNull(network);
        NetworkWeights[] networks = [.. contexts.Select(network)];
        foreach ((NetworkWeights weights, int context) in networks.Zip(contexts))
        {
            _ = AuditArguments.Check(
                weights,
                new AuditOptions
                {
                    Law = law,
                    Context = context,
                    Prompts = prompts,
                    Seed = seed,
                }
            );
        }

        return Of(
            law,
            prompts,
            contexts.Count,
            row => Row(law, contexts[row], networks[row].Layers, networks[row], prompts, seed),
            progress
        );
    }

    /// <summary>The optimum and the usual estimators at each context length.</summary>
    public static LossSweep OfContexts(
        DataLaw law,
        IReadOnlyList<int> contexts,
        int layers,
        int prompts,
        ulong seed,
        IProgress<int>? progress = null
    )
    {
        ArgumentNullException.ThrowIfNull(contexts);
        return Of(law, prompts, contexts.Count, row => Row(law, contexts[row], layers, null, prompts, seed), progress);
    }

    /// <summary>The optimum and the usual estimators at the depths 1 … L.</summary>
    public static LossSweep OfDepths(
        DataLaw law,
        int context,
        int layers,
        int prompts,
        ulong seed,
        IProgress<int>? progress = null
    ) => Of(law, prompts, layers, row => Row(law, context, row + 1, null, prompts, seed), progress);

    private static LossSweep Of(DataLaw law, int prompts, int count, Func<int, LossRow> row, IProgress<int>? progress)
    {
        int done = 0;
        return new LossSweep(
            law,
            [
                .. Enumerable
                    .Range(0, count)
                    .AsParallel()
                    .AsOrdered()
                    .Select(index =>
                    {
                        LossRow found = row(index);
                        progress?.Report(Interlocked.Increment(ref done));
                        return found;
                    }),
            ],
            prompts
        );
    }

    private static LossRow Row(DataLaw law, int context, int layers, NetworkWeights? network, int prompts, ulong seed)
    {
        FreshPrompts fresh = new(law, context, prompts, seed);
        List<Solver> solvers = [RidgeRegression.For(law, context), RidgeRegression.LeastSquares(law.Dimension)];
        if (layers <= OptimumEstimate.MostLayers)
        {
            solvers.Add(TunedSolvers.GradientDescentFor(law, context, layers));
        }

        IReadOnlyList<Outcomes> losses = fresh.Measure(solvers, layers);
        return new LossRow(
            context,
            layers,
            network is null
                ? null
                : fresh
                    .Measure(
                        1,
                        prompt => [NetworkForward.Predictions(network, prompt.Tokens)[^1]],
                        Optimum.Of(law, context, Math.Min(layers, OptimumEstimate.MostLayers))?.Control
                    )[0]
                    .Loss,
            OptimumEstimate.Of(law, context, layers, prompts, seed),
            losses.Count > 2 ? losses[2].Loss : null,
            losses[0].Loss,
            losses[1].Loss,
            law.AnswerPower
        );
    }
}
